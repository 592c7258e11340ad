#include "cli/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <span>

#include "cli/reopened.hpp"
#include "cli/text.hpp"
#include "cli/trace_table.hpp"
#include "engine/ending.hpp"

namespace frontrun::cli {
namespace {

/// How many operations a thread may be let do before the recorded one has to come.
constexpr std::size_t kMostNew = 1000;
/// How many of a thread's recorded steps may be gone in a row.
constexpr std::size_t kMostGone = 100;
/// Changes in words: who edits more than this wants to find the failure anew.
constexpr std::size_t kMostChanges = 10;

std::string stripped(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  return begin == std::string::npos ? "" : line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

/// The texts of source files, by line.
class Sources {
 public:
  /// Does a line with this text stand in the file?
  bool contain(const std::string& file, const std::string& line) {
    auto [entry, is_new] = lines_.try_emplace(file);
    if (is_new) {
      std::ifstream stream(file);
      for (std::string text; std::getline(stream, text);) entry->second.insert(stripped(text));
    }
    return entry->second.contains(line);
  }

 private:
  std::map<std::string, std::set<std::string>> lines_;
};

class Fitting {
 public:
  Fitting(engine::Program& program, const Counterexample& counterexample)
      : program_(program), counterexample_(counterexample), gone_(counterexample.trace.size()) {}

  Fit run() {
    const std::vector<TraceStep>& trace = counterexample_.trace;
    program_.begin();
    engine::Ending ending = engine::Ending::abandoned;
    while (next_ < trace.size() && steps_.size() < counterexample_.max_steps) {
      const auto threads = program_.threads();
      if (!engine::any_enabled(threads)) {
        if (engine::any_waited_for(threads) && program_.advance_time()) continue;
        ending = engine::final_ending(threads);
        break;
      }
      if (gone_[next_]) {
        ++next_;
      } else if (!take(threads)) {
        break;
      }
    }
    program_.end(ending);
    fit_.schedule = engine::to_schedule(steps_);
    return std::move(fit_);
  }

 private:
  /// Makes up its mind about the next recorded step. False: it does not fit.
  bool take(std::span<const engine::ThreadView> threads) {
    const engine::ThreadId thread = counterexample_.trace[next_].thread;
    const bool live = thread < threads.size() && threads[thread].status == engine::ThreadStatus::live;
    if (!live && new_ == 0) {
      change("is gone", counterexample_.trace[next_]);
      ++next_;
      return true;
    }
    if (!live || !threads[thread].enabled() || new_ == kMostNew) {
      fit_.lost = {.step = next_, .blocked = live && new_ < kMostNew};
      return false;
    }
    const engine::OperationText now = program_.describe(thread);
    const std::optional<std::size_t> recorded = find(thread, now);
    if (recorded && *recorded > next_) {
      for (std::size_t i = next_; i < *recorded; ++i) {
        if (counterexample_.trace[i].thread != thread || gone_[i]) continue;
        gone_[i] = true;
        change("is gone", counterexample_.trace[i]);
      }
      return true;
    }
    if (recorded) {
      ++next_;
      new_ = 0;
    } else {
      ++new_;
      change("is new", {thread, now});
    }
    steps_.push_back(thread);
    program_.step(thread);
    return true;
  }

  /// Which recorded step of the thread, from the next one on, is the operation that it does now?
  std::optional<std::size_t> find(engine::ThreadId thread, const engine::OperationText& now) {
    std::size_t looked_at = 0;
    for (std::size_t i = next_; i < counterexample_.trace.size() && looked_at < kMostGone; ++i) {
      if (counterexample_.trace[i].thread != thread || gone_[i]) continue;
      ++looked_at;
      const engine::OperationText& text = counterexample_.trace[i].text;
      if (text.operation != now.operation || text.location != now.location || text.file != now.file ||
          text.function != now.function)
        continue;
      if (text.source == now.source || (i == next_ && !sources_.contain(text.file, text.source))) return i;
    }
    return std::nullopt;
  }

  void change(const char* what, const TraceStep& step) {
    if (fit_.changes.size() > kMostChanges) return;
    fit_.changes.push_back(fit_.changes.size() == kMostChanges
                               ? "..."
                               : fmt::format("{} {}", step_in_words(counterexample_, step.thread, step.text), what));
  }

  engine::Program& program_;
  const Counterexample& counterexample_;
  std::vector<bool> gone_;
  std::vector<engine::ThreadId> steps_;
  std::size_t next_ = 0;  ///< of the recorded steps
  std::size_t new_ = 0;   ///< operations done in search of it
  Fit fit_;
  Sources sources_;
};

/// "IndexError: pop from empty list (queue.py:12)", without the numbers of lines.
engine::Failure without_lines(engine::Failure failure) {
  static const std::regex place(R"((\.py):\d+)");
  failure.message = std::regex_replace(failure.message, place, "$1");
  for (engine::Wait& wait : failure.waits) wait.waits_for = std::regex_replace(wait.waits_for, place, "$1");
  return failure;
}

}  // namespace

Fit fit(engine::Program& program, const Counterexample& counterexample) { return Fitting(program, counterexample).run(); }

bool same_but_for_lines(const engine::Failure& a, const engine::Failure& b) {
  return without_lines(a).same_as(without_lines(b));
}

std::vector<std::string> moved_lines(const Counterexample& counterexample, const RecordedRun& run) {
  std::vector<std::string> texts;
  std::set<std::pair<std::string, int>> seen;
  for (std::size_t i = 0; i < std::min(counterexample.trace.size(), run.steps.size()); ++i) {
    const engine::OperationText& before = counterexample.trace[i].text;
    const engine::OperationText& now = run.steps[i].text;
    if (before.line == now.line || before.file != now.file || !seen.emplace(before.file, before.line).second) continue;
    texts.push_back(fmt::format("{}:{} is line {} now",
                                printable(short_file_name(before.file, counterexample.scenario.parent_path())), before.line,
                                now.line));
  }
  return texts;
}

}  // namespace frontrun::cli
