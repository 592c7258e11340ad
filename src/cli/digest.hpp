// Tells whether a file is still the one that a counterexample was found in.
#pragma once

#include <string>
#include <string_view>

namespace frontrun::cli {

/// SHA-256, 64 lower-case hexadecimal digits.
std::string sha256(std::string_view text);

}  // namespace frontrun::cli
