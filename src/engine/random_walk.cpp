#include <vector>

#include "engine/random.hpp"
#include "engine/strategy.hpp"

namespace frontrun::engine {

namespace {

class RandomWalk final : public Strategy {
 public:
  explicit RandomWalk(std::uint64_t seed) : random_(seed) {}

  bool begin_execution() override { return true; }

  std::optional<ThreadId> choose(std::span<const ThreadView> threads, const Trace&) override {
    enabled_.clear();
    for (ThreadId thread = 0; thread < threads.size(); ++thread) {
      if (threads[thread].enabled()) enabled_.push_back(thread);
    }
    return enabled_[random_.below(static_cast<std::uint32_t>(enabled_.size()))];
  }

  void end_execution(std::span<const ThreadView>, const Trace&, Ending) override {}
  bool exhaustive() const override { return false; }

 private:
  Random random_;
  std::vector<ThreadId> enabled_;  ///< scratch
};

}  // namespace

std::unique_ptr<Strategy> make_random_walk(std::uint64_t seed) { return std::make_unique<RandomWalk>(seed); }

}  // namespace frontrun::engine
