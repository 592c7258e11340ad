#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

#include "engine/random.hpp"
#include "engine/strategy.hpp"
#include "engine/trace.hpp"

namespace frontrun::engine {

namespace {

class Pct final : public Strategy {
 public:
  Pct(std::uint64_t seed, std::uint32_t depth) : random_(seed), walk_(make_random_walk(random_.next())), depth_(depth) {}

  bool begin_execution() override;
  std::optional<ThreadId> choose(std::span<const ThreadView> threads, const Trace& trace) override;
  void end_execution(std::span<const ThreadView> threads, const Trace& trace, Ending ending) override;
  bool exhaustive() const override { return false; }

 private:
  /// Before this step the thread that would take it gets this priority, below all initial ones.
  struct Change {
    std::uint64_t step;
    std::uint64_t priority;
    bool operator<(const Change& other) const { return step > other.step; }
  };

  static constexpr std::uint64_t kInitial = std::uint64_t{1} << 63;  ///< no initial priority is lower

  ThreadId first_by_priority(std::span<const ThreadView> threads);

  Random random_;
  std::unique_ptr<Strategy> walk_;  ///< takes the steps that come after the prefix
  const std::uint32_t depth_;
  std::uint64_t executions_ = 0;
  std::uint64_t length_ = 0;               ///< learnt: of the longest execution among those that were all walk
  std::uint64_t prefix_ = 0;               ///< so many steps go by priority
  std::vector<std::uint64_t> priorities_;  ///< by thread; 0: not drawn yet
  std::vector<Change> changes_;            ///< those still to come, the next one last
};

bool Pct::begin_execution() {
  ++executions_;
  // What a thread does that spins at the highest priority is no measure, and would make the next ones spin for longer.
  prefix_ = std::has_single_bit(executions_) ? 0 : length_;
  priorities_.clear();
  changes_.clear();
  if (prefix_ == 0) return true;
  for (std::uint64_t priority = 1; priority < depth_; ++priority) {
    changes_.push_back({random_.below(static_cast<std::uint32_t>(prefix_)), priority});
  }
  std::stable_sort(changes_.begin(), changes_.end());
  return true;
}

ThreadId Pct::first_by_priority(std::span<const ThreadView> threads) {
  ThreadId first = kNoThread;
  for (ThreadId thread = 0; thread < threads.size(); ++thread) {
    if (threads[thread].enabled() && (first == kNoThread || priorities_[thread] > priorities_[first])) first = thread;
  }
  return first;
}

std::optional<ThreadId> Pct::choose(std::span<const ThreadView> threads, const Trace& trace) {
  if (trace.size() >= prefix_) return walk_->choose(threads, trace);
  if (priorities_.size() < threads.size()) priorities_.resize(threads.size());
  for (ThreadId thread = 0; thread < threads.size(); ++thread) {
    if (threads[thread].status == ThreadStatus::live && priorities_[thread] == 0) {
      priorities_[thread] = kInitial | random_.next();
    }
  }
  while (!changes_.empty() && changes_.back().step == trace.size()) {
    priorities_[first_by_priority(threads)] = changes_.back().priority;
    changes_.pop_back();
  }
  return first_by_priority(threads);
}

void Pct::end_execution(std::span<const ThreadView>, const Trace& trace, Ending) {
  if (prefix_ == 0) length_ = std::max<std::uint64_t>(length_, trace.size());
}

}  // namespace

std::unique_ptr<Strategy> make_pct(std::uint64_t seed, std::uint32_t depth) { return std::make_unique<Pct>(seed, depth); }

}  // namespace frontrun::engine
