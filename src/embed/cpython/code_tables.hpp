// The two tables of a code object that name positions in its bytecode, moved along when the bytecode is.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace frontrun::embed::cpython {

/// An entry of co_exceptiontable: where an exception in [start, end) leads to. Positions are code units.
struct Handler {
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  std::uint32_t target = 0;
  std::uint32_t depth_and_lasti = 0;  ///< depth * 2 + 1 if the position of the exception is pushed too

  /// Values on the stack when the handler begins: what is left, perhaps the position, the exception.
  int depth() const { return static_cast<int>(depth_and_lasti / 2 + depth_and_lasti % 2 + 1); }
};

std::vector<Handler> parse_exception_table(std::span<const std::uint8_t> table);
std::string encode_exception_table(const std::vector<Handler>& handlers);

/// co_linetable of code whose unit u has gone to moved(u); `size` is the old number of units. moved() grows strictly. What
/// has come to lie between two units belongs to the line of the second. Null if the table does not cover the code.
std::optional<std::string> move_line_table(std::span<const std::uint8_t> table, std::uint32_t size,
                                           const std::function<std::uint32_t(std::uint32_t)>& moved);

}  // namespace frontrun::embed::cpython
