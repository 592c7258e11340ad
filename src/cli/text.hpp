// Text as a terminal shows it: widths, numbers, and nothing that a terminal would take for a command.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace frontrun::cli {

/// The text on one line: control characters (newlines and escape sequences in a user's message or value among them) become
/// visible escapes such as \n or \x1b. Other characters, UTF-8 included, stay.
std::string printable(std::string_view text);

/// How many columns UTF-8 text takes, counting one for every code point.
std::size_t display_width(std::string_view text);

/// The text, followed by spaces up to `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// The text, or its beginning and an ellipsis if it takes more than `width` columns.
std::string shortened(std::string_view text, std::size_t width);

/// 1234567 -> "1 234 567".
std::string grouped(std::uint64_t number);

/// "1 switch", "2 switches", "90 traces": the number, grouped, and the noun in its form. `plural` if it isn't noun + "s".
std::string counted(std::uint64_t number, std::string_view noun, std::string_view plural = {});

/// A duration with the digits that mean something: "0.02 s", "12.3 s", "4 min 05 s".
std::string duration(double seconds);

}  // namespace frontrun::cli
