#include "engine/atomic_blocks.hpp"

#include <map>
#include <memory>
#include <set>

#include "catch.hpp"
#include "engine/ending.hpp"
#include "engine/explored.hpp"
#include "engine/random_code.hpp"

namespace frontrun::engine::test {
namespace {

/// An execution that is under way, with what a scheduler that switches between blocks only has to know.
struct Running {
  Machine machine;
  std::vector<bool> waiting;
  ThreadId last = kNoThread;
  bool last_waited = false;

  explicit Running(const Code& code) : machine(code), waiting(code.size()) {}

  /// Does the thread that ran last go on, whether others could or not?
  bool goes_on() const {
    if (last == kNoThread || last_waited || !machine.enabled(last) || machine.threads[last].expired) return false;
    return machine.pending(last)->glued;
  }
  void note_waiting() {
    for (ThreadId t = 0; t < waiting.size(); ++t) {
      if (machine.pending(t) && (!machine.enabled(t) || machine.threads[t].expired)) waiting[t] = true;
    }
  }
  void step(ThreadId thread) {
    last_waited = waiting[thread];
    waiting[thread] = false;
    last = thread;
    machine.step(thread);
  }
};

/// The complete traces of all executions, or of those that switch between blocks only, and how to get each.
std::map<Canonical, std::vector<ThreadId>> enumerate(const Code& code, bool between_blocks) {
  std::map<Canonical, std::vector<ThreadId>> complete;
  std::set<std::tuple<Canonical, std::vector<bool>, ThreadId, bool>> seen;
  std::vector<Running> open{Running(code)};
  while (!open.empty()) {
    Running running = std::move(open.back());
    open.pop_back();
    if (!between_blocks || !running.goes_on()) running.note_waiting();
    while (!running.machine.any_enabled() && running.machine.expire()) running.note_waiting();
    const Canonical key = canonical(running.machine.trace);
    const auto state = between_blocks ? std::tuple(key, running.waiting, running.last, running.last_waited)
                                      : std::tuple(key, std::vector<bool>(), kNoThread, false);
    if (!seen.insert(state).second) continue;
    bool stuck = true;
    for (ThreadId thread = 0; thread < code.size(); ++thread) {
      if (!running.machine.enabled(thread)) continue;
      stuck = false;
      if (between_blocks && running.goes_on() && thread != running.last) continue;
      open.push_back(running);
      open.back().step(thread);
    }
    if (!stuck) continue;
    std::vector<ThreadId>& steps = complete[key];
    steps.clear();
    for (const Done& done : running.machine.trace) steps.push_back(done.thread);
  }
  return complete;
}

struct Ran {
  std::unique_ptr<FakeProgram> program{};  // what the trace refers to
  Trace trace;
  Canonical canonical;
  bool respected = true;
};

Ran run(const Code& code, const std::vector<ThreadId>& steps) {
  Ran ran;
  ran.program = std::make_unique<FakeProgram>(code);
  FakeProgram& program = *ran.program;
  program.observer = [&](const Machine& machine, Ending) { ran.canonical = canonical(machine.trace); };
  BlockWatch watch;
  program.begin();
  ran.trace.begin(program.threads());
  const auto let_time_pass = [&] {
    while (!any_enabled(program.threads())) {
      ran.trace.note_pending(program.threads());
      if (!program.advance_time()) break;
    }
  };
  for (const ThreadId thread : steps) {
    let_time_pass();
    REQUIRE(program.threads()[thread].enabled());
    watch.before_step(program.threads(), thread);
    ran.trace.append(thread, program.threads()[thread].pending);
    program.step(thread);
    ran.trace.note_started(program.threads());
  }
  let_time_pass();
  REQUIRE(!any_enabled(program.threads()));
  program.end(final_ending(program.threads()));
  ran.respected = watch.respected();
  return ran;
}

/// Every trace is said to be block-serialisable if and only if it is; returns how many are.
std::size_t check(const Code& code) {
  const auto possible = enumerate(code, true);
  INFO(to_string(code));
  for (const auto& [key, steps] : enumerate(code, false)) {
    const Ran ran = run(code, steps);
    const BlockSerialisation blocks = serialise_blocks(ran.trace);
    CHECK(blocks.possible == (possible.contains(key) ? Possible::yes : Possible::no));
    if (blocks.possible != Possible::yes) continue;
    const Ran again = run(code, blocks.steps);
    CHECK(again.canonical == key);
    CHECK(again.respected);
  }
  for (const auto& [key, steps] : possible) CHECK(run(code, steps).respected);
  return possible.size();
}

constexpr bool kGlued = true;

}  // namespace

TEST_CASE("blocks: an increment that cannot be interrupted loses no update") {
  const std::vector<Op> open{{Do::read, 0}, {Do::store, 0}};
  const std::vector<Op> closed{{Do::read, 0}, {Do::store, 0, 0, kGlued}};
  CHECK(check({open, open}) == 4);
  CHECK(check({closed, closed}) == 2);
  CHECK(check({closed, open}) == 3);
  CHECK(check({closed, closed, closed}) == 6);
}

TEST_CASE("blocks: locks in opposite order deadlock only if something may come between them") {
  const auto locker = [](int first, int second, bool glued) {
    return std::vector<Op>{
        {Do::acquire, first}, {Do::acquire, second, 0, glued}, {Do::release, second}, {Do::release, first}};
  };
  const auto deadlocks = [](const Code& code) {
    FakeProgram program(code);
    ExploreOptions options;
    options.keep_going = true;
    options.atomic_blocks = AtomicBlocks::required;
    return explore(program, *make_dpor(), options).failures.size();
  };
  CHECK(deadlocks({locker(0, 1, false), locker(1, 0, false)}) == 1);
  CHECK(deadlocks({locker(0, 1, kGlued), locker(1, 0, kGlued)}) == 0);
  CHECK(deadlocks({locker(0, 1, kGlued), locker(1, 0, false)}) == 1);
  check({locker(0, 1, kGlued), locker(1, 0, kGlued)});
  check({locker(0, 1, kGlued), locker(1, 0, false)});
  // The second thread has to wait for a third one in the middle.
  CHECK(deadlocks({locker(0, 1, kGlued), locker(1, 0, kGlued), {{Do::acquire, 0}, {Do::release, 0}}}) == 1);
}

TEST_CASE("blocks: an operation that has to wait lets the others run before it and behind it") {
  // The first thread reads, finds the lock held, and writes when it is free: the other's write may come between.
  const std::vector<Op> reader{{Do::read, 0}, {Do::acquire, 0, 0, kGlued}, {Do::store, 0, 0, kGlued}, {Do::release, 0}};
  CHECK(check({reader, {{Do::acquire, 0}, {Do::write, 0}, {Do::release, 0}}}) >
        check({reader, {{Do::acquire, 1}, {Do::write, 0}, {Do::release, 1}}}));
}

TEST_CASE("blocks: random programs, against all executions") {
  Random random(20260);
  std::size_t traces = 0;
  for (int i = 0; i < 1700; ++i) {
    Code code = random_code(random, {5, 3, 2});
    for (auto& ops : code) {
      for (Op& op : ops) op.glued = random.below(2) != 0;
    }
    traces += check(code);
  }
  CHECK(traces > 4000);
}

}  // namespace frontrun::engine::test
