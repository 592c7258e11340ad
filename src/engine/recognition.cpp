#include "engine/recognition.hpp"

#include <fmt/format.h>

namespace frontrun::engine {

namespace {

std::string then(const std::string& what) { return what + " (when the checkpoint was written)"; }

class Recognition final : public Strategy {
 public:
  Recognition(const Program& program, const RecordedSteps& recorded) : program_(program), recorded_(recorded) {}

  bool begin_execution() override { return true; }
  std::optional<ThreadId> choose(std::span<const ThreadView> threads, const Trace& trace) override;
  void end_execution(std::span<const ThreadView>, const Trace& trace, Ending) override {
    if (trace.size() < recorded_.steps.size()) diverge(trace.size(), "the execution has ended");
  }
  bool exhaustive() const override { return false; }

 private:
  [[noreturn]] void diverge(std::size_t step, const std::string& now) const;

  const Program& program_;
  const RecordedSteps& recorded_;
};

std::optional<ThreadId> Recognition::choose(std::span<const ThreadView> threads, const Trace& trace) {
  if (trace.size() == recorded_.steps.size()) {
    if (!recorded_.ended) return std::nullopt;
    throw Divergence(
        {.step = trace.size() + 1, .thread = {}, .before = then("the execution was over"), .now = "it goes on"});
  }
  const RecordedSteps::Step& step = recorded_.steps[trace.size()];
  if (step.thread >= threads.size() || threads[step.thread].status != ThreadStatus::live) {
    diverge(trace.size(), "the thread has ended");
  }
  const Operation& operation = threads[step.thread].pending;
  const std::string text = program_.site_text(operation.site);
  if (!threads[step.thread].enabled()) diverge(trace.size(), fmt::format("blocked in {}", text));
  if (text != recorded_.sites[step.site]) diverge(trace.size(), text);
  if (recorded_step(step.thread, step.site, operation) != step) {
    diverge(trace.size(), fmt::format("{}, on other objects", text));
  }
  return step.thread;
}

void Recognition::diverge(std::size_t step, const std::string& now) const {
  const ThreadId thread = recorded_.steps[step].thread;
  const std::string name =
      thread < program_.threads().size() ? program_.thread_name(thread) : fmt::format("thread {}", thread);
  throw Divergence(
      {.step = step + 1, .thread = name, .before = then(recorded_.sites[recorded_.steps[step].site]), .now = now});
}

}  // namespace

RecordedSteps::Step recorded_step(ThreadId thread, std::uint32_t site, const Operation& operation) {
  // Many accesses are kept until the end of the execution only.
  const bool few = operation.count <= Operation::kInline;
  return {thread, site, operation.count, operation.sync, few ? Footprint(&operation) : Footprint()};
}

std::unique_ptr<Strategy> make_recognition(const Program& program, const RecordedSteps& recorded) {
  return std::make_unique<Recognition>(program, recorded);
}

}  // namespace frontrun::engine
