#include "primitives/controller.hpp"

namespace frontrun::primitives {
namespace {

/// Every thread is free, and there is one.
class Nobody final : public Controller {
 public:
  bool controlled() const override { return false; }
  engine::ThreadId current_thread() const override { return engine::kNoThread; }
  Turn park(const engine::Operation&, PyObject*, const char*, double) override { return Turn::taken; }
  Turn block(const Waiter&, const engine::Operation&, PyObject*, const char*, double) override { return Turn::taken; }
  bool wait_in_setup(engine::SyncKind, const engine::SyncState&, std::int32_t) override { return false; }
  void wake(Waiter& waiter) override { waiter.state.value = 1; }
  std::uint64_t operations() const override { return 0; }
  void in_vain() override {}
  bool look_at_clock(std::int64_t&) override { return true; }
  bool sleep(std::int64_t) override { return true; }
  void took_again(const ObjectKey&) override {}
  void gave_once(const ObjectKey&) override {}
  void took(PyObject*, bool) override {}
  void gave(PyObject*) override {}
  void forget(PyObject*) override {}
  ObjectKey new_key() override { return {}; }
  std::uint64_t execution() const override { return 0; }
  void announce(PyObject*, const char*) override {}
  StartedThread start_thread(PyObject*, PyObject*, PyObject*, bool) override {
    PyErr_SetString(PyExc_RuntimeError, "frontrun: a thread can be started while a scenario is explored only");
    return {};
  }
  std::string scenario_thread() const override { return {}; }
  bool threads_are_listed() const override { return false; }
  void list_threads() override {}
  void warn(const std::string&) override {}
  void uncaught(PyObject*, PyObject*, PyObject*) override {}
};

Nobody g_nobody;
Controller* g_controller = &g_nobody;

}  // namespace

Controller& controller() { return *g_controller; }
void set_controller(Controller* controller) { g_controller = controller != nullptr ? controller : &g_nobody; }

}  // namespace frontrun::primitives
