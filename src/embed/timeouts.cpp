#include "embed/timeouts.hpp"

#include <fmt/format.h>

#include "embed/code_map.hpp"

namespace frontrun::embed {

bool Timeouts::met(const EarlyTimeouts& of_thread, std::uint32_t site, const CodeMap& places) {
  met_ = true;
  if (!explored_) return false;
  if (!of_thread.exhausted(site)) return true;
  exhausted_.insert(places.text(site));
  return false;
}

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
