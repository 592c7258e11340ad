#include "embed/logical_thread.hpp"

#include <boost/context/protected_fixedsize_stack.hpp>
#include <new>
#include <utility>

#include "embed/cpython/adapter.hpp"

namespace frontrun::embed {
namespace {

/// Mapped lazily: an idle thread commits 4 to 8 KiB of it. Python's recursion limit needs more than 256 KiB under a frame
/// evaluation hook.
constexpr std::size_t kStackSize = 8 << 20;

}  // namespace

LogicalThread::LogicalThread(PyThreadState* main, unsigned long ident, std::function<void(LogicalThread&)> run)
    : main_(main), state_(PyThreadState_New(main->interp)), ident_(ident) {
  if (state_ == nullptr) throw std::bad_alloc();
  cpython::set_ident(state_, ident);
  fiber_ = boost::context::fiber(std::allocator_arg, boost::context::protected_fixedsize_stack(kStackSize),
                                 [this, run = std::move(run)](boost::context::fiber&& back) {
                                   back_ = std::move(back);
                                   for (;;) {
                                     run(*this);
                                     ended_ = true;
                                     back_ = std::move(back_).resume();
                                   }
                                   return boost::context::fiber();
                                 });
}

LogicalThread::~LogicalThread() {
  if (abandoned_) {
    // Its stack has C frames of CPython on it, which must not be unwound.
    new boost::context::fiber(std::move(fiber_));
    return;
  }
  PyThreadState_Clear(state_);
  PyThreadState_Delete(state_);
}

void LogicalThread::resume() {
  cpython::make_current(state_);
  fiber_ = std::move(fiber_).resume();
  cpython::make_current(main_);
}

}  // namespace frontrun::embed
