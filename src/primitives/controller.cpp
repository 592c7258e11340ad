#include "primitives/controller.hpp"

namespace frontrun::primitives {
namespace {
Controller* g_controller = nullptr;
}

Controller& controller() { return *g_controller; }
void set_controller(Controller* controller) { g_controller = controller; }

}  // namespace frontrun::primitives
