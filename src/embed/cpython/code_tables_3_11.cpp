// Formats: Objects/exception_handling_notes.txt and Objects/locations.md of the 3.11 branch.
#include <algorithm>

#include "embed/cpython/code_tables.hpp"

namespace frontrun::embed::cpython {
namespace {

/// Big-endian groups of six bits; 64: another one follows.
std::uint32_t read_big_endian(std::span<const std::uint8_t> table, std::size_t& at) {
  std::uint32_t value = table[at] & 63U;
  while ((table[at] & 64U) != 0 && at + 1 < table.size()) value = value << 6 | (table[++at] & 63U);
  ++at;
  return value;
}

void write_big_endian(std::string& out, std::uint32_t value, std::uint8_t mark) {
  int groups = 1;
  while (groups < 6 && value >> (6 * groups) != 0) ++groups;
  for (int group = groups - 1; group >= 0; --group) {
    const std::uint32_t more = group > 0 ? 64 : 0;
    out += static_cast<char>((value >> (6 * group) & 63U) | more | mark);
    mark = 0;
  }
}

constexpr std::uint8_t kStartOfEntry = 128;
constexpr std::uint32_t kMostUnits = 8;  // of an entry

// Kinds of location entries that say by how much the line changes.
constexpr std::uint8_t kOneLine = 10;  // and 11, 12: by 0, 1, 2
constexpr std::uint8_t kNoColumns = 13;
constexpr std::uint8_t kLong = 14;

/// The same location again: an entry that changes the line by nothing.
void repeat(std::uint8_t& kind, std::string& payload) {
  if (kind > kOneLine && kind < kNoColumns) kind = kOneLine;
  if (kind != kNoColumns && kind != kLong) return;
  // The change of the line is a varint of six bits a byte.
  std::size_t length = 1;
  while (length < payload.size() && (static_cast<unsigned char>(payload[length - 1]) & 64U) != 0) ++length;
  payload.replace(0, length, 1, '\0');
}

}  // namespace

std::vector<Handler> parse_exception_table(std::span<const std::uint8_t> table) {
  std::vector<Handler> handlers;
  for (std::size_t at = 0; at < table.size();) {
    Handler handler;
    handler.start = read_big_endian(table, at);
    handler.end = handler.start + read_big_endian(table, at);
    handler.target = read_big_endian(table, at);
    handler.depth_and_lasti = read_big_endian(table, at);
    handlers.push_back(handler);
  }
  return handlers;
}

std::string encode_exception_table(const std::vector<Handler>& handlers) {
  std::string out;
  for (const Handler& handler : handlers) {
    write_big_endian(out, handler.start, kStartOfEntry);
    write_big_endian(out, handler.end - handler.start, 0);
    write_big_endian(out, handler.target, 0);
    write_big_endian(out, handler.depth_and_lasti, 0);
  }
  return out;
}

std::optional<std::string> move_line_table(std::span<const std::uint8_t> table, std::uint32_t size,
                                           const std::function<std::uint32_t(std::uint32_t)>& moved) {
  std::string out;
  std::uint32_t unit = 0;
  for (std::size_t at = 0; at < table.size();) {
    const std::uint8_t head = table[at];
    auto kind = static_cast<std::uint8_t>(head >> 3 & 15);
    const std::uint32_t end = unit + (head & 7U) + 1;
    if ((head & kStartOfEntry) == 0 || end > size) return std::nullopt;
    std::string payload;
    for (++at; at < table.size() && (table[at] & kStartOfEntry) == 0; ++at) payload += static_cast<char>(table[at]);
    for (std::uint32_t left = moved(end) - moved(unit); left > 0;) {
      const std::uint32_t units = std::min(left, kMostUnits);
      out += static_cast<char>(kStartOfEntry | kind << 3 | (units - 1));
      out += payload;
      left -= units;
      repeat(kind, payload);
    }
    unit = end;
  }
  if (unit != size) return std::nullopt;
  return out;
}

}  // namespace frontrun::embed::cpython
