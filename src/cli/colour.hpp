// Colour, or none: the same text either way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/output.hpp"

namespace frontrun::cli {

enum class ColourMode : std::uint8_t { automatic, always, never };

class Colour {
 public:
  /// Automatic: where the output is a terminal that is not "dumb", unless NO_COLOR (https://no-color.org) is set.
  Colour(ColourMode mode, const Output& output);

  std::string good(std::string_view text) const { return wrapped("1;32", text); }
  std::string bad(std::string_view text) const { return wrapped("1;31", text); }
  std::string doubtful(std::string_view text) const { return wrapped("1;33", text); }
  std::string strong(std::string_view text) const { return wrapped("1", text); }
  std::string faint(std::string_view text) const { return wrapped("2", text); }

 private:
  std::string wrapped(std::string_view code, std::string_view text) const;
  bool on_;
};

}  // namespace frontrun::cli
