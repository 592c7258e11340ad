#include "cli/crash.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <csignal>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/output.hpp"
#include "cli/text.hpp"
#include "cli/trace_table.hpp"
#include "cli/watchdog.hpp"
#include "engine/atomic_blocks.hpp"
#include "engine/rerun.hpp"

namespace frontrun::cli {
namespace {

using Phase = embed::FlightRecorder::Phase;
using nlohmann::ordered_json;

/// How often a schedule is run until it ends the process: the first executions of a process fill caches, and may take
/// another way than the next ones.
constexpr int kAttempts = 3;

// ---- the child
// ------------------------------------------------------------------------------------------------------------

/// Of the one program that runs; for the signal handler.
const embed::PythonProgram* g_program = nullptr;
int g_descriptor = -1;

/// Tells where the threads are, and lets the signal end the process.
void on_fatal_signal(int signal) {
  g_program->dump_stacks(g_descriptor);
  std::signal(signal, SIG_DFL);
  raise(signal);
}

/// On a stack of its own, as the one that overflowed is of no use.
void handle_fatal_signals() {
  static std::array<char, 64 << 10> memory;
  stack_t stack{};
  stack.ss_sp = memory.data();
  stack.ss_size = memory.size();
  sigaltstack(&stack, nullptr);
  struct sigaction action = {};
  action.sa_handler = on_fatal_signal;
  action.sa_flags = SA_ONSTACK | SA_NODEFER | static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, kHangSignal})
    sigaction(signal, &action, nullptr);
}

/// What such a process says has been said by the first one.
void silence_standard_error() {
  const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing >= 0) dup2(nothing, STDERR_FILENO);
}

/// Writes what happens before it happens: one JSON object a line.
class Teller {
 public:
  Teller(embed::PythonProgram& program, int descriptor) : program_(program), descriptor_(descriptor) {}

  void run(const engine::Schedule& schedule, std::uint64_t max_steps) {
    threads_ = 0;
    watch_ = {};
    put({{"run", true}});
    engine::Run run;
    engine::rerun(
        program_, schedule, max_steps, embed::interrupted,
        [this](std::span<const engine::ThreadView> threads, engine::ThreadId thread) { tell(threads, thread); }, run);
    if (run.interrupted) throw engine::Interruption();
  }

 private:
  void tell(std::span<const engine::ThreadView> threads, engine::ThreadId thread) {
    for (; threads_ < threads.size(); ++threads_) put({{"name", program_.thread_name(threads_)}});
    watch_.before_step(threads, thread);
    std::vector<std::uint64_t> accesses;
    for (const engine::Access access : threads[thread].pending.accesses())
      accesses.push_back(std::bit_cast<std::uint64_t>(access));
    const engine::OperationText text = program_.describe(thread);
    put({{"thread", thread},
         {"operation", text.operation},
         {"location", text.location},
         {"value", text.value},
         {"file", text.file},
         {"line", text.line},
         {"function", text.function},
         {"source", text.source},
         {"accesses", accesses},
         {"under_gil", watch_.respected()}});
  }

  void put(const ordered_json& object) {
    write_all(descriptor_, object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n");
  }

  embed::PythonProgram& program_;
  int descriptor_;
  engine::ThreadId threads_ = 0;  ///< whose names have been told
  engine::BlockWatch watch_;
};

/// Runs a schedule until it ends the process, or has not done so a few times.
ExitCode tell(int descriptor, const embed::ScenarioOptions& scenario, const engine::Schedule& schedule,
              std::uint64_t max_steps) {
  silence_standard_error();
  try {
    const auto program = embed::load_scenario(scenario);
    g_program = program.get();
    g_descriptor = descriptor;
    handle_fatal_signals();
    Teller teller{*program, descriptor};
    for (int attempt = 0; attempt < kAttempts; ++attempt) embed::until_settled([&] { teller.run(schedule, max_steps); });
  } catch (const std::exception&) {
    return current_problem().code;  // it does not happen again
  }
  return ExitCode::nothing_found;
}

// ---- the parent
// -----------------------------------------------------------------------------------------------------------

/// A frame of a stack.
struct Frame {
  std::string file;
  std::string line;
  std::string function;
};

struct Stack {
  std::string of;  ///< its thread's name; empty: no thread's
  engine::ThreadId thread = engine::kNoThread;
  bool running = false;
  std::vector<Frame> frames;  ///< innermost first
};

/// What a child has told.
struct Told {
  RecordedRun run;
  std::vector<Stack> stacks;
};

void read_object(const nlohmann::json& object, Told& told) {
  if (object.contains("run")) told = {};
  if (object.contains("name")) told.run.threads.push_back(object["name"]);
  if (!object.contains("thread")) return;
  Step step;
  step.thread = object["thread"];
  step.text = {.operation = object["operation"],
               .location = object["location"],
               .value = object["value"],
               .file = object["file"],
               .line = object["line"],
               .function = object["function"],
               .source = object["source"]};
  for (const std::uint64_t access : object["accesses"]) step.accesses.push_back(std::bit_cast<engine::Access>(access));
  told.run.steps.push_back(std::move(step));
  told.run.possible_under_gil = object["under_gil"];
}

/// A line of PythonProgram::dump_stacks().
void read_stack_line(std::string_view line, Told& told) {
  if (line == "main") told.stacks.push_back({.of = {}, .running = true, .frames = {}});
  const bool running = line.starts_with("running ");
  if (running || line.starts_with("stack ")) {
    line.remove_prefix(line.find(' ') + 1);
    engine::ThreadId thread = engine::kNoThread;
    const char* end = std::from_chars(line.data(), line.data() + line.size(), thread).ptr;
    line.remove_prefix(std::min<std::size_t>(line.size(), static_cast<std::size_t>(end - line.data()) + 1));
    told.stacks.push_back({.of = std::string(line), .thread = thread, .running = running, .frames = {}});
  }
  constexpr std::string_view kFile = "  File \"", kLine = "\", line ", kFunction = " in ";
  if (!line.starts_with(kFile) || told.stacks.empty()) return;
  line.remove_prefix(kFile.size());
  const std::size_t number = line.rfind(kLine);
  if (number == std::string_view::npos) return;
  const std::size_t function = line.find(kFunction, number);
  if (function == std::string_view::npos) return;
  told.stacks.back().frames.push_back(
      {.file = std::string(line.substr(0, number)),
       .line = std::string(line.substr(number + kLine.size(), function - number - kLine.size())),
       .function = std::string(line.substr(function + kFunction.size()))});
}

Told read_told(std::string_view text) {
  Told told;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (!line.starts_with('{')) {
      read_stack_line(line, told);
    } else if (const auto object = nlohmann::json::parse(line, nullptr, false); object.is_object()) {
      read_object(object, told);
    }
  }
  return told;
}

std::string place(const Frame& frame, const std::filesystem::path& folder) {
  return fmt::format("{}:{}", short_file_name(frame.file, folder), frame.line);
}

/// Where the running stack is: in code of the scenario's folder, rather than in a library that it has called.
std::string place_of(const Stack& stack, const std::filesystem::path& folder) {
  if (stack.frames.empty()) return {};
  const auto is_own = [&](const Frame& frame) { return frame.file.starts_with((folder / "").string()); };
  const auto own = std::ranges::find_if(stack.frames, is_own);
  return place(own != stack.frames.end() ? *own : stack.frames.front(), folder);
}

std::vector<std::string> stack_lines(const std::vector<Stack>& stacks, const std::filesystem::path& folder) {
  std::vector<std::string> lines;
  for (const Stack& stack : stacks) {
    std::string start = fmt::format("{} {} ", stack.of.empty() ? "frontrun" : stack.of, stack.running ? "runs" : "is");
    for (const Frame& frame : stack.frames) {
      lines.push_back(fmt::format("{}at {} in {}", start, place(frame, folder), frame.function));
      start.assign(start.size(), ' ');
    }
  }
  return lines;
}

std::string manner(const ChildOutcome& outcome) {
  if (outcome.hung) return "does not come back";
  if (outcome.signal != 0)
    return fmt::format("ended the process by signal {} ({})", outcome.signal, strsignal(outcome.signal));
  return fmt::format("ended the process with status {}", outcome.status);
}

/// `who` may have no name: the first step of a thread is not known to the parent.
engine::Failure failure_of(const ChildOutcome& outcome, const embed::FlightRecorder& recorder, const Told& told,
                           const std::filesystem::path& folder) {
  engine::Failure failure{.kind = outcome.hung ? engine::FailureKind::hang : engine::FailureKind::crash,
                          .message = {},
                          .threads = {},
                          .waits = {}};
  const auto running = std::ranges::find_if(told.stacks, &Stack::running);
  const bool known = running != told.stacks.end();
  const std::string where = known ? place_of(*running, folder) : "";
  const std::string at = where.empty() ? "" : (outcome.hung ? " from " : " at ") + where;
  std::string who;
  if (recorder.phase() == Phase::invariant) {
    who = "invariant";
  } else if (recorder.phase() == Phase::tear_down) {
    who = "a finaliser after the execution";
  } else {
    who = "a thread";
    const std::span<const engine::ThreadId> steps = recorder.steps();
    engine::ThreadId thread = steps.empty() ? engine::kNoThread : steps.back();
    if (known && running->thread != engine::kNoThread) thread = running->thread;
    if (known && !running->of.empty()) {
      who = running->of;
    } else if (thread < told.run.threads.size()) {
      who = told.run.threads[thread];
    }
    if (thread < told.run.threads.size()) failure.threads.push_back(thread);
  }
  failure.message = who + " " + manner(outcome) + at;
  return failure;
}

bool is_of_an_execution(Phase phase) { return phase != Phase::none && phase != Phase::loading && phase != Phase::setup; }

/// Every thread has a name: one that was dumped may have been started by the last step, and of one that has stepped in the
/// first process only the second may not have told.
void name_threads(Told& told, std::size_t count) {
  std::vector<std::string>& names = told.run.threads;
  for (const Stack& stack : told.stacks) {
    if (stack.thread == names.size()) names.push_back(stack.of);
  }
  while (names.size() < count) names.push_back(fmt::format("thread {}", names.size()));
}

}  // namespace

ChildOutcome run_watched(const embed::FlightRecorder& recorder, double watchdog,
                         const std::function<ExitCode(int descriptor)>& work) {
  Watchdog dog{recorder, watchdog};
  return run_in_child(work, [&](pid_t child) { return dog.expired(child); });
}

std::optional<Problem> ended_otherwise(const ChildOutcome& outcome, const embed::FlightRecorder& recorder,
                                       const std::string& scenario) {
  switch (recorder.phase()) {
    case Phase::loading:
      return Problem{ExitCode::usage, fmt::format("{}: importing it {}", scenario, manner(outcome)), {}};
    case Phase::setup:
      return Problem{ExitCode::usage, fmt::format("{}: setup() {}", scenario, manner(outcome)),
                     outcome.hung ? "--watchdog SECONDS gives it more time" : ""};
    case Phase::none:
      return Problem{ExitCode::internal_error,
                     fmt::format("{}: the process that ran it {}", scenario,
                                 outcome.signal != 0
                                     ? fmt::format("was ended by signal {} ({})", outcome.signal, strsignal(outcome.signal))
                                     : fmt::format("ended with status {}", outcome.status)),
                     {}};
    default:
      return std::nullopt;
  }
}

Problem not_again(const Crash& crash, const std::string& scenario) {
  const std::string where = crash.execution > 0 ? fmt::format(" (execution {})", grouped(crash.execution)) : "";
  if (crash.killed) {
    return {
        ExitCode::internal_error,
        fmt::format("{}: the process that ran it{} was killed from outside, as its schedule runs through", scenario, where),
        "is there enough memory?"};
  }
  return {
      ExitCode::not_deterministic,
      fmt::format("{}: {}{}, but not when the schedule was run once more", scenario, crash.failure.message, where),
      "a scenario must do the same whenever its threads are scheduled alike: memory that C code has damaged, or state that "
      "outlives setup(), may make the difference"};
}

Crash look_into(const ChildOutcome& outcome, embed::ScenarioOptions scenario, embed::FlightRecorder& recorder,
                std::uint64_t max_steps, double watchdog) {
  Crash crash;
  crash.execution = recorder.executions();
  crash.explored = recorder.has_explored();
  crash.schedule = engine::to_schedule(recorder.steps());
  const std::filesystem::path folder = std::filesystem::absolute(scenario.path).lexically_normal().parent_path();
  for (const std::string& fact : recorder.learned()) scenario.learned.push_back(fact);
  crash.learned = scenario.learned;
  const std::span<const engine::ThreadId> steps = recorder.steps();
  const std::size_t recorder_threads = steps.empty() ? 0 : *std::ranges::max_element(steps) + 1UL;
  const engine::Failure first = failure_of(outcome, recorder, {}, folder);

  const ChildOutcome second =
      run_watched(recorder, watchdog, [&](int descriptor) { return tell(descriptor, scenario, crash.schedule, max_steps); });
  crash.killed = !outcome.hung && (outcome.signal == SIGKILL || outcome.signal == SIGTERM);
  crash.interrupted = second.interrupted;
  Told told = read_told(second.text);
  name_threads(told, recorder_threads);
  crash.again = !second.finished && is_of_an_execution(recorder.phase());
  crash.failure = crash.again ? failure_of(second, recorder, told, folder) : first;
  crash.stacks = stack_lines(told.stacks, folder);
  crash.run = std::move(told.run);
  crash.run.failure = crash.failure;
  return crash;
}

}  // namespace frontrun::cli
