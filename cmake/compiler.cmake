# What every target is compiled with.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

option(FRONTRUN_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

add_library(frontrun_compiler INTERFACE)
target_compile_features(frontrun_compiler INTERFACE cxx_std_20)
target_compile_options(frontrun_compiler INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror)
# Most calls into libpython are made from the hot path: spare them the detour through the PLT.
target_compile_options(frontrun_compiler INTERFACE -fno-plt)

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Many small functions of the hot path call each other across files: about a tenth of an execution.
set(CMAKE_INTERPROCEDURAL_OPTIMIZATION_RELEASE ON)

if(FRONTRUN_SANITIZE)
  target_compile_options(frontrun_compiler INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(frontrun_compiler INTERFACE -fsanitize=address,undefined)
  # Under sanitizers g++ 12 takes parts of std::regex, which Catch2 uses, for uninitialised (gcc.gnu.org/PR105562).
  target_compile_options(frontrun_compiler INTERFACE -Wno-maybe-uninitialized)
endif()
