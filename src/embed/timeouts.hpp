// When do waits with a timeout time out?
//
// Lazily: only when nothing else can run. Or they are explored: a wait may time out whenever it cannot proceed, however long
// its timeout. A loop that tries again could then go on for ever without anybody else; so of a thread's waits at one place
// no more than three in a row time out like that, and the next ones do it lazily.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace frontrun::embed {

class CodeMap;

/// How often a thread has timed out in a row, by the place where it waits.
class EarlyTimeouts {
 public:
  static constexpr std::uint32_t kMost = 3;

  bool exhausted(std::uint32_t site) const {
    for (const auto& [place, count] : in_a_row_) {
      if (place == site) return count >= kMost;
    }
    return false;
  }

  void note(std::uint32_t site, bool timed_out) {
    for (auto& [place, count] : in_a_row_) {
      if (place == site) {
        count = timed_out ? count + 1 : 0;
        return;
      }
    }
    in_a_row_.emplace_back(site, timed_out ? 1 : 0);
  }

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> in_a_row_;
};

class Timeouts {
 public:
  explicit Timeouts(bool explored) : explored_(explored) {}

  /// A thread comes to a wait with a timeout. May it time out early?
  bool met(const EarlyTimeouts& of_thread, std::uint32_t site, const CodeMap& places);

  /// Has a thread timed out so often that its next wait was not to do so early?
  bool bounded() const { return !exhausted_.empty(); }

  /// What a reader of the verdict has to know.
  std::vector<std::string> notes() const;

 private:
  const bool explored_;
  bool met_ = false;
  std::set<std::string> exhausted_;  ///< where a thread timed out too often
};

}  // namespace frontrun::embed
