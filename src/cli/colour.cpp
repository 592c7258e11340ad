#include "cli/colour.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace frontrun::cli {
namespace {

bool wanted(const Output& output) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool refused = no_color != nullptr && *no_color != '\0';
  return output.terminal() && !refused && term != nullptr && std::string_view(term) != "dumb";
}

}  // namespace

Colour::Colour(ColourMode mode, const Output& output)
    : on_(mode == ColourMode::always || (mode == ColourMode::automatic && wanted(output))) {}

std::string Colour::wrapped(std::string_view code, std::string_view text) const {
  return on_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

}  // namespace frontrun::cli
