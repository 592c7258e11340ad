// Tells AddressSanitizer that the C stack is about to be another one: it takes a jump to a stack that it does not know for
// an overflow. Without it these are nothing.
#pragma once

#include <cstddef>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

namespace frontrun::embed {

struct Stack {
  const void* bottom = nullptr;
  std::size_t size = 0;
};

/// Lives around the call that switches: made before control leaves this stack, destroyed when it is back.
class StackSwitch {
 public:
#ifdef __SANITIZE_ADDRESS__
  explicit StackSwitch(const Stack& to) { __sanitizer_start_switch_fiber(&kept_, to.bottom, to.size); }
  ~StackSwitch() { __sanitizer_finish_switch_fiber(kept_, nullptr, nullptr); }
  /// To be called first on a stack that is new. Returns the one that control came from.
  static Stack arrived() {
    Stack from;
    __sanitizer_finish_switch_fiber(nullptr, &from.bottom, &from.size);
    return from;
  }
  /// To be called last on a stack that nothing comes back to.
  static void leave(const Stack& to) { __sanitizer_start_switch_fiber(nullptr, to.bottom, to.size); }
#else
  explicit StackSwitch(const Stack&) {}
  static void leave(const Stack&) {}
  static Stack arrived() { return {}; }
#endif
  StackSwitch(const StackSwitch&) = delete;
  StackSwitch& operator=(const StackSwitch&) = delete;

#ifdef __SANITIZE_ADDRESS__
 private:
  void* kept_ = nullptr;
#endif
};

}  // namespace frontrun::embed
