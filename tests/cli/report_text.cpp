#include "cli/report_text.hpp"

#include <unistd.h>

#include "catch.hpp"

namespace frontrun::cli {
namespace {

using engine::Access;
using engine::Possible;

constexpr std::size_t kWide = 140;

Step step(engine::ThreadId thread, const std::string& operation, const std::string& value, int line,
          const std::string& source) {
  const std::string location = "Account.balance";
  return {.thread = thread,
          .text = {.operation = operation,
                   .location = location,
                   .value = value,
                   .file = "/home/me/bank.py",
                   .line = line,
                   .function = "deposit",
                   .source = source},
          .accesses = {operation == "write" ? Access::write(1) : Access::read(1)}};
}

FailureReport lost_deposit() {
  FailureReport report;
  report.scenario = "bank.py";
  report.folder = "/home/me";
  report.failure.message = "invariant returned False";
  report.run.threads = {"deposit-1", "deposit-2"};
  report.run.steps = {step(0, "read", "100", 9, "current = self.balance"),
                      step(1, "read", "100", 9, "current = self.balance"),
                      step(1, "write", "150", 10, "self.balance = current + amount"),
                      step(0, "write", "150", 10, "self.balance = current + amount")};
  report.found = "found in execution 2 of 4";
  report.minimized = Minimized{.size = {1, 2, 2, 4}, .from = {1, 2, 2, 4}};
  report.counterexample = "bank.cex.json";
  report.under_gil = Possible::no;
  return report;
}

std::string plain(const FailureReport& report, std::size_t columns = kWide, bool all_steps = false) {
  return report_text(report, columns, all_steps, Colour{ColourMode::never, Output{STDOUT_FILENO, "standard output"}});
}

}  // namespace

TEST_CASE("a report: two threads, two columns") {
  CHECK(plain(lost_deposit()) ==
        R"(VIOLATION  invariant returned False                      bank.py
  found in execution 2 of 4 · minimised: 1 preemption, 2 switches · replay: frontrun replay bank.cex.json
  needs a switch that the GIL of CPython 3.11 never makes (free-threaded builds do)

   deposit-1                                     deposit-2
 1 read  Account.balance = 100
   bank.py:9  current = self.balance
 2                                               read  Account.balance = 100
                                                 bank.py:9  current = self.balance
 3                                               write Account.balance = 150
                                                 bank.py:10  self.balance = current + amount
 4 write Account.balance = 150   <- overwrites step 3, which it never saw (lost update)
   bank.py:10  self.balance = current + amount
)");
}

TEST_CASE("a report says whether it is realistic") {
  FailureReport report = lost_deposit();
  CHECK(plain(report).find("never makes") != std::string::npos);
  report.under_gil = Possible::unknown;
  CHECK(plain(report).find("not known whether") != std::string::npos);
  report.under_gil = Possible::yes;
  CHECK(plain(report).find("by another schedule") != std::string::npos);
  report.run.possible_under_gil = true;
  CHECK(plain(report).find("by this very schedule") != std::string::npos);
}

TEST_CASE("a report on a narrow terminal: one list") {
  CHECK(plain(lost_deposit(), 80) ==
        R"(VIOLATION  invariant returned False                      bank.py
  found in execution 2 of 4 · minimised: 1 preemption, 2 switches · replay: frontrun replay bank.cex.json
  needs a switch that the GIL of CPython 3.11 never makes (free-threaded builds do)

 1  deposit-1  read  Account.balance = 100
               bank.py:9  current = self.balance
 2  deposit-2  read  Account.balance = 100
               bank.py:9  current = self.balance
 3             write Account.balance = 150
               bank.py:10  self.balance = current + amount
 4  deposit-1  write Account.balance = 150
               <- overwrites step 3, which it never saw (lost update)
               bank.py:10  self.balance = current + amount
)");
}

TEST_CASE("a report of a deadlock: who waits for what, held by whom") {
  FailureReport report = lost_deposit();
  report.failure = {
      .kind = engine::FailureKind::deadlock,
      .message = "deadlock",
      .threads = {0, 1},
      .waits = {
          {.thread = 0,
           .waits_for = "Lock a",
           .holder = 1,
           .at = "/home/me/bank.py:3",
           .held_since = "/home/me/bank.py:7",
           .missing = ""},
          {.thread = 1, .waits_for = "Lock b", .holder = 1, .at = "/home/me/bank.py:8", .held_since = "", .missing = ""},
          {.thread = 1, .waits_for = "Event e", .holder = engine::kNoThread, .at = "", .held_since = "", .missing = ""}}};
  const std::string text = plain(report);
  CHECK(text.starts_with("VIOLATION  deadlock: deposit-1, deposit-2, deposit-2 cannot go on"));
  CHECK(text.find("\n\n  deposit-1 waits for Lock a at bank.py:3, held by deposit-2 since bank.py:7\n"
                  "  deposit-2 waits for Lock b at bank.py:8, held by itself\n"
                  "  deposit-2 waits for Event e, and no thread is left to let it go on\n") != std::string::npos);
}

TEST_CASE("a report of a thread that is never notified says what it has missed, of the wait that it is stuck in") {
  const auto missed = [](const std::vector<std::pair<engine::ThreadId, const char*>>& steps) {
    FailureReport report;
    report.failure.kind = engine::FailureKind::deadlock;
    report.failure.waits = {{.thread = 0,
                             .waits_for = "State.changed",
                             .holder = engine::kNoThread,
                             .at = "/home/me/bank.py:27",
                             .held_since = "",
                             .missing = "to notify it"}};
    report.run.threads = {"consumer", "producer"};
    for (const auto& [thread, operation] : steps) {
      report.run.steps.push_back(step(thread, operation, "", 9, ""));
      report.run.steps.back().text.location = "State.changed";
    }
    const std::string text = plain(report);
    const std::size_t at = text.find("left to notify it");
    REQUIRE(at != std::string::npos);
    return text.substr(at + 17, text.find('\n', at) - at - 17);
  };
  CHECK(missed({{1, "notify"}, {0, "wait"}}) == " (producer notified it in step 1, before consumer waited)");
  CHECK(missed({{0, "wait"}, {1, "notify"}, {0, "wake up"}, {0, "wait"}}).empty());
  CHECK(missed({{1, "notify"}, {0, "wait"}, {1, "notify"}, {0, "wake up"}, {0, "wait"}}).empty());
  CHECK(missed({{0, "wait"}, {1, "notify all"}, {0, "wake up"}, {1, "notify"}, {0, "wait"}}) ==
        " (producer notified it in step 4, before consumer waited)");
  // Twice while it waited once.
  CHECK(missed({{0, "wait"}, {1, "notify"}, {1, "notify"}, {0, "wake up"}, {0, "wait"}}) ==
        " (producer notified it in step 3, before consumer waited)");
}

TEST_CASE("a report of an exception: which step raised it") {
  FailureReport report = lost_deposit();
  report.run.failure = {.kind = engine::FailureKind::exception, .message = "KeyError", .threads = {1}, .waits = {}};
  CHECK(plain(report).find("write Account.balance = 150   <- raised the exception\n") != std::string::npos);
}

TEST_CASE("a report hides the steps on data that nobody contends for, and says so") {
  FailureReport report = lost_deposit();
  Step quiet = step(1, "read", "7", 5, "x = self.rate");
  quiet.text.location = "Account.rate";
  quiet.accesses = {Access::read(2)};
  report.run.steps.insert(report.run.steps.begin() + 2, {quiet, quiet});
  const std::string text = plain(report);
  CHECK(text.find("Account.rate") == std::string::npos);
  CHECK(text.find("overwrites step 5") != std::string::npos);
  CHECK(text.find("(2 steps on data that no two threads contend for not shown; -v shows all)") != std::string::npos);
  CHECK(plain(report, kWide, true).find("Account.rate") != std::string::npos);
}

TEST_CASE("a report shows the beginning and the end of a long trace") {
  FailureReport report = lost_deposit();
  const std::vector<Step> turn = report.run.steps;
  for (int i = 1; i < 100; ++i) report.run.steps.insert(report.run.steps.end(), turn.begin(), turn.end());
  const std::string text = plain(report);
  CHECK(text.find("    ... 300 steps more ...\n") != std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') < 250);
  CHECK(plain(report, kWide, true).find("more ...") == std::string::npos);
}

TEST_CASE("a report is one that a terminal can show: no control characters, no endless values") {
  FailureReport report = lost_deposit();
  report.failure.message = "ValueError: \x1b[2J\nboom";
  report.run.steps[0].text.value = std::string(500, 'x');
  report.counterexample = "my bank.cex.json";
  const std::string text = plain(report);
  CHECK(text.find("ValueError: \\x1b[2J\\nboom") != std::string::npos);
  CHECK(text.find(std::string(100, 'x')) == std::string::npos);
  CHECK(text.find("frontrun replay 'my bank.cex.json'") != std::string::npos);
}

TEST_CASE("colour changes nothing but colour") {
  const Colour colour{ColourMode::always, Output{STDOUT_FILENO, "standard output"}};
  const std::string coloured = report_text(lost_deposit(), kWide, false, colour);
  std::string stripped;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      i = coloured.find('m', i);
    } else {
      stripped += coloured[i];
    }
  }
  CHECK(coloured != stripped);
  CHECK(stripped == plain(lost_deposit()));
}

}  // namespace frontrun::cli
