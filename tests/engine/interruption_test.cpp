// A program that the user interrupts: the execution in which that happens is void, what was found before it stays.
#include <array>

#include "catch.hpp"
#include "engine/explore.hpp"
#include "engine/shrink.hpp"
#include "engine/strategy.hpp"

namespace frontrun::engine {
namespace {

/// Two threads, each with one write of one location. Every execution fails. Throws Interruption in its `calls`-th call.
class Interrupted : public Program {
 public:
  explicit Interrupted(int calls) : calls_(calls) {}

  void begin() override {
    count();
    for (ThreadView& thread : threads_) {
      thread.status = ThreadStatus::live;
      thread.pending = {};
      thread.pending.few[0] = Access::write(1, true);
      thread.pending.count = 1;
    }
  }
  std::span<const ThreadView> threads() const override { return threads_; }
  void step(ThreadId thread) override {
    count();
    threads_[thread].status = ThreadStatus::ended;
  }
  const Failure* end(Ending) override {
    count();
    return &failure_;
  }
  std::string site_text(std::uint32_t) const override { return "write"; }
  OperationText describe(ThreadId) override { return {}; }
  std::string thread_name(ThreadId) const override { return "thread"; }

 private:
  void count() {
    if (--calls_ == 0) throw Interruption();
  }

  int calls_;
  std::array<ThreadView, 2> threads_{};
  Failure failure_{FailureKind::invariant, "always", {}, {}};
};

constexpr int kCallsOfAnExecution = 4;  // begin, two steps, end

}  // namespace

TEST_CASE("an interruption ends an exploration, which keeps what it had found") {
  for (int call = 1; call <= kCallsOfAnExecution; ++call) {
    Interrupted program(2 * kCallsOfAnExecution + call);  // in the second execution; the first one is run again
    const auto strategy = make_dpor();
    const Exploration result =
        explore(program, *strategy, {.limits = {}, .keep_going = true, .interrupted = {}, .progress = {}});
    CHECK(result.interrupted);
    CHECK_FALSE(result.exhaustive);
    CHECK(result.statistics.executions == 1);
    REQUIRE(result.failures.size() == 1);
    CHECK(result.failures[0].traces == 1);
  }
}

TEST_CASE("an interruption ends a replay without a verdict") {
  for (int call = 1; call <= kCallsOfAnExecution; ++call) {
    Interrupted program(call);
    const Replay result = replay(program, {{0, 1}, {1, 1}}, {}, false);
    CHECK(result.interrupted);
    CHECK_FALSE(result.failure);
  }
}

TEST_CASE("an interruption ends a shrink, which returns what it was given or something smaller") {
  for (int call = 1; call <= 2 * kCallsOfAnExecution; ++call) {
    Interrupted program(call);
    const Shrunk result =
        shrink(program, {{1, 1}, {0, 1}}, {FailureKind::invariant, "always", {}, {}}, {.limits = {}, .interrupted = {}});
    CHECK(result.interrupted);
    CHECK(result.after <= result.before);
    CHECK_FALSE(result.schedule.empty());
  }
}

}  // namespace frontrun::engine
