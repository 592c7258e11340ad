#include "cli/recorded_run.hpp"

namespace frontrun::cli {
namespace {

std::vector<engine::Access> accesses_of(const engine::ThreadView& view) {
  const auto accesses = view.pending.accesses();
  return {accesses.begin(), accesses.end()};
}

/// The program, with a note taken of what every step touches: engine::Replay has the words, and only the program knows
/// whether two steps that read "Account.balance" mean the same account.
class NotingProgram : public engine::Program {
 public:
  explicit NotingProgram(engine::Program& inner) : inner_(inner) {}

  void begin() override {
    touched.clear();
    stuck.clear();
    watch = {};
    inner_.begin();
  }
  std::span<const engine::ThreadView> threads() const override { return inner_.threads(); }
  void step(engine::ThreadId thread) override {
    touched.push_back(accesses_of(inner_.threads()[thread]));
    watch.before_step(inner_.threads(), thread);
    inner_.step(thread);
  }
  bool advance_time() override { return inner_.advance_time(); }
  const engine::Failure* end(engine::Ending ending) override {
    for (engine::ThreadId thread = 0; const engine::ThreadView& view : inner_.threads()) {
      if (view.status == engine::ThreadStatus::live) stuck.push_back({thread, accesses_of(view)});
      ++thread;
    }
    return inner_.end(ending);
  }
  std::string site_text(std::uint32_t site) const override { return inner_.site_text(site); }
  engine::OperationText describe(engine::ThreadId thread) override { return inner_.describe(thread); }
  std::string thread_name(engine::ThreadId thread) const override { return inner_.thread_name(thread); }

  std::vector<std::vector<engine::Access>> touched;  ///< one a step
  std::vector<Stuck> stuck;
  engine::BlockWatch watch;

 private:
  engine::Program& inner_;
};

}  // namespace

RecordedRun record(engine::Program& program, const engine::Schedule& schedule, const engine::Limits& limits) {
  NotingProgram noting{program};
  engine::Replay replay = engine::replay(noting, schedule, limits, true);
  if (replay.interrupted) throw engine::Interruption();
  RecordedRun run;
  run.failure = std::move(replay.failure);
  run.left_at = replay.left;
  for (std::size_t i = 0; i < replay.steps.size(); ++i) {
    run.steps.push_back({replay.steps[i], std::move(replay.trace.at(i)), std::move(noting.touched.at(i))});
  }
  run.stuck = std::move(noting.stuck);
  run.possible_under_gil = noting.watch.respected();
  for (engine::ThreadId thread = 0; thread < program.threads().size(); ++thread)
    run.threads.push_back(program.thread_name(thread));
  return run;
}

}  // namespace frontrun::cli
