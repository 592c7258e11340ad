#include "engine/determinism.hpp"

#include <fmt/format.h>

#include <utility>

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

void DeterminismCheck::goes_on(std::span<const ThreadView> threads) const {
  ThreadId thread = 0;
  while (!threads[thread].enabled()) ++thread;
  throw Divergence({.step = next_ + 1,
                    .thread = program_.thread_name(thread),
                    .before = "the execution was over",
                    .now = program_.site_text(threads[thread].pending.site),
                    .causes = program_.suspects()});
}

void DeterminismCheck::diverge(ThreadId thread, const ThreadView* now) const {
  Divergence::Difference difference{.step = next_ + 1, .thread = {}, .before = {}, .now = "the thread has ended"};
  difference.thread = thread < program_.threads().size() ? program_.thread_name(thread) : fmt::format("thread {}", thread);
  difference.before =
      following_ ? program_.site_text(steps_[next_].site) : std::string("a step that could be taken after the same start");
  if (now != nullptr && now->status == ThreadStatus::live) {
    difference.now = program_.site_text(now->pending.site);
    if (!now->enabled()) difference.now = "blocked in " + difference.now;
    if (following_ && now->enabled() && now->pending.site == steps_[next_].site) difference.now += ", on other objects";
  }
  difference.causes = program_.suspects();
  throw Divergence(std::move(difference));
}

namespace {

std::string in_one_line(const Divergence::Difference& difference) {
  std::string text = "the scenario is not deterministic: ";
  if (difference.step == 0) {
    text += "the same steps have another outcome";
  } else {
    text += fmt::format("step {}{}{}", difference.step, difference.thread.empty() ? "" : " of ", difference.thread);
  }
  return text + fmt::format(": before: {}; now: {}", difference.before, difference.now);
}

}  // namespace

Divergence::Divergence(Difference difference)
    : std::runtime_error(in_one_line(difference)), difference_(std::move(difference)) {}

}  // namespace frontrun::engine
