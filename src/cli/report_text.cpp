#include "cli/report_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <vector>

#include "cli/text.hpp"
#include "cli/trace_table.hpp"

namespace frontrun::cli {
namespace {

constexpr std::size_t kHeadlineWidth = 44;  ///< of the text in a headline, if it is shorter

/// As one would type it in a shell.
std::string shell_word(const std::string& text) {
  constexpr std::string_view kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+:=@%,";
  if (text.find_first_not_of(kSafe) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : printable(text)) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// "/home/me/bank.py:9" -> "bank.py:9".
std::string short_place(const std::string& place, const std::filesystem::path& folder) {
  const std::size_t colon = place.rfind(':');
  if (colon == std::string::npos) return printable(place);
  return printable(short_file_name(place.substr(0, colon), folder) + place.substr(colon));
}

/// The last step in which another thread notified the condition that a thread waits for, if it began to wait only after
/// that, and if that is not what ended a wait of the thread before: what it waits for has happened already.
std::optional<std::size_t> missed_notification(const engine::Wait& wait, const RecordedRun& run) {
  std::optional<std::size_t> notified, missed;
  std::size_t times = 0;  // notified since the thread last began to wait
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    const auto& [thread, text, accesses] = run.steps[i];
    if (text.location != wait.waits_for) continue;
    if (thread != wait.thread) {
      if (!text.operation.starts_with("notify")) continue;
      notified = i;
      ++times;
    } else if (text.operation == "wait") {
      missed = notified;
      times = 0;
    } else if (text.operation == "wake up" && times == 1) {
      notified.reset();
    }
  }
  return missed;
}

std::string wait_text(const engine::Wait& wait, const FailureReport& report) {
  const auto name = [&](engine::ThreadId thread) { return printable(report.run.threads.at(thread)); };
  std::string text = fmt::format("  {} waits for {}", name(wait.thread), printable(wait.waits_for));
  if (!wait.at.empty()) text += fmt::format(" at {}", short_place(wait.at, report.folder));
  if (wait.holder == engine::kNoThread) {
    text += fmt::format(", and no thread is left {}", wait.missing.empty() ? "to let it go on" : wait.missing);
    if (const auto missed = missed_notification(wait, report.run))
      text += fmt::format(" ({} notified it in step {}, before {} waited)", name(report.run.steps[*missed].thread),
                          *missed + 1, name(wait.thread));
  } else if (wait.missing.empty()) {
    text += fmt::format(", held by {}", wait.holder == wait.thread ? "itself" : name(wait.holder));
    if (!wait.held_since.empty()) text += fmt::format(" since {}", short_place(wait.held_since, report.folder));
  }
  return text;
}

std::string how(const FailureReport& report, const Colour& colour) {
  std::vector<std::string> parts{report.found};
  if (report.minimized) {
    const engine::Size& size = report.minimized->size;
    parts.push_back(fmt::format("minimised: {}, {}", counted(size.preemptions, "preemption"),
                                counted(size.switches, "switch", "switches")));
  }
  if (!report.counterexample.empty()) parts.push_back("replay: frontrun replay " + shell_word(report.counterexample));
  return colour.faint(fmt::format("  {}", fmt::join(parts, " · ")));
}

/// What failed, in a few words: the message, except where it is what is shown below the trace: of a deadlock, and of a
/// livelock of several.
std::string title(const FailureReport& report) {
  const engine::Failure& failure = report.failure;
  const bool deadlock = failure.kind == engine::FailureKind::deadlock && !failure.waits.empty();
  const bool livelock = failure.kind == engine::FailureKind::livelock && failure.waits.size() > 1;
  if (!deadlock && !livelock) return printable(failure.message);
  std::vector<std::string> names;
  for (const engine::Wait& wait : failure.waits) names.push_back(printable(report.run.threads.at(wait.thread)));
  return fmt::format("{}: {} cannot go on", deadlock ? "deadlock" : "livelock", fmt::join(names, ", "));
}

/// What is known of the counterexample: that it is as short as can be, and the step that decided. One line each, or none.
std::string certainties(const FailureReport& report) {
  if (!report.minimized) return {};
  std::string text;
  if (report.minimized->fewest_preemptions && report.minimized->size.preemptions > 0)
    text += "  no counterexample with fewer preemptions exists\n";
  if (!report.minimized->inevitable_after) return text;
  const std::uint64_t after = *report.minimized->inevitable_after;
  if (after == 0) return text + "  inevitable: every schedule fails\n";
  if (after > report.run.steps.size()) return text;
  const Step& step = report.run.steps[after - 1];
  text += fmt::format("  inevitable after step {}: {}'s {}", after, printable(report.run.threads.at(step.thread)),
                      printable(step.text.operation));
  if (!step.text.location.empty()) text += " " + printable(step.text.location);
  if (step.text.line > 0)
    text += fmt::format(" at {}:{}", printable(short_file_name(step.text.file, report.folder)), step.text.line);
  return text + "\n";
}

/// Does the failure need what only the language allows?
std::string_view realism(const FailureReport& report) {
  switch (report.under_gil) {
    case engine::Possible::yes:
      return report.run.possible_under_gil
                 ? "  possible under the GIL of CPython 3.11, by this very schedule"
                 : "  possible under the GIL of CPython 3.11, by another schedule (--switch-points=gil)";
    case engine::Possible::no:
      return "  needs a switch that the GIL of CPython 3.11 never makes (free-threaded builds do)";
    case engine::Possible::unknown:
      break;
  }
  return "  not known whether it is possible under the GIL of CPython 3.11 (--switch-points=gil looks further)";
}

}  // namespace

std::string headline(const std::string& word, const std::string& text, const std::string& scenario) {
  return fmt::format("{}  {}  {}", word, padded(text, kHeadlineWidth), printable(scenario));
}

std::string report_text(const FailureReport& report, std::size_t columns, bool all_steps, const Colour& colour) {
  std::string text = headline(colour.bad("VIOLATION"), title(report), report.scenario) + "\n";
  text += how(report, colour) + "\n" + colour.faint(std::string(realism(report))) + "\n";
  text += colour.faint(certainties(report)) + "\n";
  text += trace_table(report.run, {.folder = report.folder, .columns = columns, .all_steps = all_steps}, colour);
  if (!report.failure.waits.empty() || !report.stacks.empty()) text += "\n";
  for (const std::string& line : report.stacks) text += "  " + printable(line) + "\n";
  for (const engine::Wait& wait : report.failure.waits) text += wait_text(wait, report) + "\n";
  return text;
}

}  // namespace frontrun::cli
