#include "engine/determinism.hpp"

#include <fmt/format.h>

#include "engine/explore.hpp"

namespace frontrun::engine {

void DeterminismCheck::begin() {
  steps_.resize(next_);
  next_ = 0;
  following_ = true;
}

bool DeterminismCheck::step(ThreadId thread, std::span<const ThreadView> threads) {
  following_ = following_ && next_ < steps_.size() && steps_[next_].thread == thread;
  if (thread >= threads.size() || !threads[thread].enabled())
    diverge(thread, thread < threads.size() ? &threads[thread] : nullptr);
  const Operation& operation = threads[thread].pending;
  const Step step{thread, operation.site, operation.count, operation.sync};
  if (following_ && steps_[next_] != step) diverge(thread, &threads[thread]);
  if (next_ < steps_.size()) {
    steps_[next_] = step;
  } else {
    steps_.push_back(step);
  }
  ++next_;
  return following_;
}

void DeterminismCheck::end() {
  if (following_ && next_ < steps_.size()) diverge(steps_[next_].thread, nullptr);
}

void DeterminismCheck::diverge(ThreadId thread, const ThreadView* now) const {
  const std::string name =
      thread < program_.threads().size() ? program_.thread_name(thread) : fmt::format("thread {}", thread);
  const std::string before = following_ ? fmt::format("was `{}`", program_.site_text(steps_[next_].site))
                                        : std::string("could be taken after the same start");
  std::string after = "now the thread has ended";
  if (now != nullptr && now->status == ThreadStatus::live) {
    after = fmt::format("{} `{}`", now->enabled() ? "now" : "now it is blocked in", program_.site_text(now->pending.site));
    if (following_ && now->enabled() && now->pending.site == steps_[next_].site) after += ", on other objects";
  }
  throw Divergence(fmt::format("the scenario is not deterministic: step {} of {} {}, {}", next_ + 1, name, before, after));
}

}  // namespace frontrun::engine
