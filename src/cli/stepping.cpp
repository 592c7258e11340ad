#include "cli/stepping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>

#include "cli/text.hpp"
#include "cli/trace_table.hpp"
#include "embed/usage_error.hpp"
#include "engine/rerun.hpp"

namespace frontrun::cli {
namespace {

constexpr std::size_t kMaxValueWidth = 40;

/// Shows the threads before every step, and asks.
class Stepping {
 public:
  Stepping(embed::PythonProgram& program, std::filesystem::path folder, Output& output)
      : program_(program), folder_(std::move(folder)), output_(output) {}

  void before_step(engine::ThreadId thread) {
    ++step_;
    if (!asking_) return;
    show(thread);
    ask();
  }

 private:
  void show(engine::ThreadId chosen) {
    const auto threads = program_.threads();
    std::size_t names = 0;
    for (engine::ThreadId thread = 0; thread < threads.size(); ++thread)
      names = std::max(names, display_width(printable(program_.thread_name(thread))));
    std::string text = fmt::format("step {}: {}\n", step_, printable(program_.thread_name(chosen)));
    for (engine::ThreadId thread = 0; thread < threads.size(); ++thread) {
      text += fmt::format(" {} {}  {}\n", thread == chosen ? ">" : " ",
                          padded(printable(program_.thread_name(thread)), names), next_of(threads[thread], thread));
      if (threads[thread].status != engine::ThreadStatus::live) continue;
      std::string locals;
      for (const auto& [name, value] : program_.locals(thread))
        locals += fmt::format("{}{} = {}", locals.empty() ? "" : ", ", name, shortened(printable(value), kMaxValueWidth));
      if (!locals.empty()) text += std::string(names + 5, ' ') + locals + "\n";
    }
    output_.write(text);
  }

  /// What a thread does next, in words.
  std::string next_of(const engine::ThreadView& view, engine::ThreadId thread) {
    if (view.status == engine::ThreadStatus::ended) return "has ended";
    if (view.status == engine::ThreadStatus::absent) return "is not started";
    const engine::OperationText next = program_.describe(thread);
    std::string text = view.enabled() ? "" : "waits: ";
    text += printable(next.location.empty() ? next.operation : next.operation + " " + next.location);
    if (!next.value.empty()) text += " = " + shortened(printable(next.value), kMaxValueWidth);
    if (next.line > 0)
      text += fmt::format("   {}:{}  {}", printable(short_file_name(next.file, folder_)), next.line, printable(next.source));
    return text;
  }

  void ask() {
    output_.write("Enter: this step, c: all of them, q: no more ");
    std::string answer;
    const bool answered = static_cast<bool>(std::getline(std::cin, answer));
    if (embed::interrupted() || answer == "q") throw engine::Interruption();
    if (!answered || answer == "c") asking_ = false;
    output_.write("\n");
  }

  embed::PythonProgram& program_;
  std::filesystem::path folder_;
  Output& output_;
  std::uint64_t step_ = 0;
  bool asking_ = true;
};

void run(embed::PythonProgram& program, const engine::Schedule& schedule, std::uint64_t max_steps,
         const engine::BeforeStep& before_step) {
  engine::Run run;
  engine::rerun(program, schedule, max_steps, embed::interrupted, before_step, run);
  if (run.interrupted) throw engine::Interruption();
}

}  // namespace

void step_through(embed::PythonProgram& program, const engine::Schedule& schedule, std::uint64_t max_steps,
                  const std::filesystem::path& folder, Output& output) {
  Stepping stepping(program, folder, output);
  run(program, schedule, max_steps,
      [&](std::span<const engine::ThreadView>, engine::ThreadId thread) { stepping.before_step(thread); });
}

void debug_at(embed::PythonProgram& program, const engine::Schedule& schedule, std::uint64_t max_steps, std::uint64_t step) {
  std::uint64_t steps = 0;
  engine::ThreadId debugged = engine::kNoThread;  // stops again
  run(program, schedule, max_steps, [&](std::span<const engine::ThreadView>, engine::ThreadId thread) {
    if (++steps != step && thread != debugged) return;
    const std::optional<embed::AfterDebugging> after = program.debug(thread);
    if (!after) {
      throw UsageError(
          fmt::format("--pdb {}: before step {} {} is in no function of yours", step, steps, program.thread_name(thread)),
          "the report says what is done where");
    }
    if (*after == embed::AfterDebugging::quit) throw engine::Interruption();
    debugged = *after == embed::AfterDebugging::stop_again ? thread : engine::kNoThread;
  });
  if (steps < step) {
    throw UsageError(fmt::format("--pdb {}: the schedule has {}", step, counted(steps, "step")), "the report numbers them");
  }
}

}  // namespace frontrun::cli
