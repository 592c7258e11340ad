#include "embed/timeouts.hpp"

#include <fmt/format.h>

namespace frontrun::embed {

std::vector<std::string> Timeouts::notes() const {
  std::vector<std::string> notes;
  if (met_ && !explored_) {
    notes.emplace_back("timeouts expire only when nothing else can run; --timeouts=explore explores them");
  }
  for (const std::string& place : exhausted_) {
    notes.push_back(fmt::format("{}: after {} timeouts in a row, the next expires only when nothing else can run", place,
                                EarlyTimeouts::kMost));
  }
  return notes;
}

}  // namespace frontrun::embed
