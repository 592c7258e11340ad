#include "embed/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace frontrun::embed {

Place place_at(const Spot& spot) {
  if (spot.code == nullptr) return {};
  const int line = PyCode_Addr2Line(spot.code, std::max(0, spot.unit) * 2);
  return {PyUnicode_AsUTF8(spot.code->co_filename), line < 0 ? 0 : line, PyUnicode_AsUTF8(spot.code->co_qualname)};
}

std::string short_text(const Place& place) {
  return fmt::format("{}:{}", std::filesystem::path(place.file).filename().string(), place.line);
}

}  // namespace frontrun::embed
