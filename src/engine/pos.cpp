#include <vector>

#include "engine/random.hpp"
#include "engine/strategy.hpp"
#include "engine/trace.hpp"

namespace frontrun::engine {

namespace {

/// After so many steps all priorities are drawn anew: else a thread that spins would keep one of low priority waiting for
/// n steps with a probability of 1/n only.
constexpr std::size_t kStepsOfPriorities = 256;

class Pos final : public Strategy {
 public:
  explicit Pos(std::uint64_t seed) : random_(seed) {}

  bool begin_execution() override { return true; }

  std::optional<ThreadId> choose(std::span<const ThreadView> threads, const Trace& trace) override {
    if (trace.size() % kStepsOfPriorities == 0) priorities_.clear();
    if (priorities_.size() < threads.size()) priorities_.resize(threads.size());
    ThreadId first = kNoThread;
    for (ThreadId thread = 0; thread < threads.size(); ++thread) {
      if (threads[thread].status != ThreadStatus::live) continue;
      if (priorities_[thread] == 0) priorities_[thread] = random_.next();
      if (threads[thread].enabled() && (first == kNoThread || priorities_[thread] > priorities_[first])) first = thread;
    }
    for (ThreadId thread = 0; thread < threads.size(); ++thread) {
      if (threads[thread].status != ThreadStatus::live) continue;
      if (thread == first || dependent(threads[thread].pending, threads[first].pending)) priorities_[thread] = 0;
    }
    return first;
  }

  void end_execution(std::span<const ThreadView>, const Trace&, Ending) override {}
  bool exhaustive() const override { return false; }

 private:
  Random random_;
  std::vector<std::uint64_t> priorities_;  ///< of each thread's pending operation; 0: not drawn yet
};

}  // namespace

std::unique_ptr<Strategy> make_pos(std::uint64_t seed) { return std::make_unique<Pos>(seed); }

}  // namespace frontrun::engine
