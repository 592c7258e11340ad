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

/// Says where the stack is that it made.
class StackAllocator {
 public:
  explicit StackAllocator(Stack& made) : made_(made) {}

  boost::context::stack_context allocate() {
    const boost::context::stack_context context = pages_.allocate();
    made_ = {static_cast<char*>(context.sp) - context.size, context.size};
    return context;
  }
  void deallocate(boost::context::stack_context& context) { pages_.deallocate(context); }

 private:
  boost::context::protected_fixedsize_stack pages_{kStackSize};
  Stack& made_;
};

}  // namespace

LogicalThread::LogicalThread(PyThreadState* main, unsigned long ident, std::function<void(LogicalThread&)> run)
    : main_(main), state_(PyThreadState_New(main->interp)), ident_(ident) {
  if (state_ == nullptr) throw std::bad_alloc();
  cpython::set_ident(state_, ident);
  fiber_ = boost::context::fiber(std::allocator_arg, StackAllocator(stack_),
                                 [this, run = std::move(run)](boost::context::fiber&& back) {
                                   main_stack_ = StackSwitch::arrived();
                                   back_ = std::move(back);
                                   while (!leaving_) {
                                     run(*this);
                                     ended_ = true;
                                     park();
                                   }
                                   StackSwitch::leave(main_stack_);
                                   return std::move(back_);
                                 });
}

LogicalThread::~LogicalThread() {
  if (!ended_) {
    // Its stack has C frames of CPython on it, which must not be unwound.
    new boost::context::fiber(std::move(fiber_));
    return;
  }
  leaving_ = true;
  jump();
  PyThreadState_Clear(state_);
  PyThreadState_Delete(state_);
}

void LogicalThread::resume() {
  cpython::make_current(state_);
  jump();
  cpython::make_current(main_);
}

void LogicalThread::jump() {
  const StackSwitch to(stack_);
  fiber_ = std::move(fiber_).resume();
}

void LogicalThread::park() {
  const StackSwitch to(main_stack_);
  back_ = std::move(back_).resume();
}

}  // namespace frontrun::embed
