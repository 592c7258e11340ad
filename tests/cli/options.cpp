#include "cli/options.hpp"

#include <vector>

#include "catch.hpp"
#include "embed/usage_error.hpp"

namespace frontrun::cli {
namespace {

Command parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "frontrun");
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

CheckOptions parse_check(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "check");
  return std::get<CheckOptions>(parse(std::move(arguments)));
}

}  // namespace

TEST_CASE("check: what is meant when nothing is said") {
  const CheckOptions options = parse_check({"a.py"});
  CHECK(options.scenarios == std::vector<std::filesystem::path>{"a.py"});
  CHECK(options.search.strategy == StrategyName::dpor);
  CHECK(options.switch_points == SwitchPoints::opcode);
  CHECK(options.timeouts == Timeouts::lazy);
  CHECK(options.search.seed == 0);
  CHECK(options.search.depth == 3);
  CHECK_FALSE(options.search.preemption_bound);
  CHECK(options.limits.max_executions == 0);
  CHECK(options.limits.time_limit == 0);
  CHECK(options.limits.max_steps == 20'000);
  CHECK(options.shrink);
  CHECK_FALSE(options.keep_going);
  CHECK_FALSE(options.require_exhaustive);
  CHECK_FALSE(options.counterexample);
  CHECK_FALSE(options.json);
  CHECK_FALSE(options.checkpoint);
  CHECK_FALSE(options.resume);
  CHECK(options.checkpoint_interval == 5);
  CHECK(options.progress == ProgressMode::automatic);
  CHECK(options.print.colour == ColourMode::automatic);
  CHECK_FALSE(options.print.verbose);
}

TEST_CASE("check: every option") {
  const CheckOptions options = parse_check({"--strategy",
                                            "portfolio",
                                            "--switch-points=gil",
                                            "--timeouts=explore",
                                            "--seed=18446744073709551615",
                                            "--depth",
                                            "4",
                                            "--max-executions",
                                            "5",
                                            "--time-limit",
                                            "0.5",
                                            "--max-steps",
                                            "9",
                                            "--keep-going",
                                            "--require-exhaustive",
                                            "--no-shrink",
                                            "--include",
                                            "*/a/*",
                                            "--include",
                                            "*/b/*",
                                            "--exclude",
                                            "*/c.py",
                                            "a.py",
                                            "-o",
                                            "x.json",
                                            "--json",
                                            "-",
                                            "--color",
                                            "never",
                                            "-v"});
  CHECK(options.scenarios == std::vector<std::filesystem::path>{"a.py"});
  CHECK(options.search.strategy == StrategyName::portfolio);
  CHECK(options.switch_points == SwitchPoints::gil);
  CHECK(options.timeouts == Timeouts::explore);
  CHECK(options.search.seed == 18446744073709551615U);
  CHECK(options.search.depth == 4);
  CHECK(options.limits.max_executions == 5);
  CHECK(options.limits.time_limit == 0.5);
  CHECK(options.limits.max_steps == 9);
  CHECK_FALSE(options.shrink);
  CHECK(options.keep_going);
  CHECK(options.require_exhaustive);
  CHECK(options.include == std::vector<std::string>{"*/a/*", "*/b/*"});
  CHECK(options.exclude == std::vector<std::string>{"*/c.py"});
  CHECK(options.counterexample == std::filesystem::path("x.json"));
  CHECK(options.json == "-");
  CHECK(options.print.colour == ColourMode::never);
  CHECK(options.print.verbose);
}

TEST_CASE("check: each strategy has its name") {
  for (const char* name : {"dpor", "random", "pct", "pos", "portfolio"}) {
    const Search search = parse_check({"a.py", "--strategy", name}).search;
    CHECK(to_string(search.strategy) == name);
    CHECK(is_random(search) == (search.strategy != StrategyName::dpor));
  }
}

TEST_CASE("check: a bound on preemptions") {
  CHECK(parse_check({"a.py", "--preemption-bound", "0"}).search.preemption_bound == 0);
  CHECK(name(parse_check({"a.py", "--preemption-bound", "2"}).search) == "preemption-bounding");
}

TEST_CASE("replay and shrink") {
  CHECK(std::get<ReplayOptions>(parse({"replay", "a.cex.json", "--color=always"})).print.colour == ColourMode::always);
  CHECK(std::get<ShrinkOptions>(parse({"shrink", "a.cex.json", "-o", "b.cex.json"})).output ==
        std::filesystem::path("b.cex.json"));
}

TEST_CASE("--help and --version are no errors") {
  CHECK(std::get<PrintText>(parse({"--help"})).text.find("replay") != std::string::npos);
  CHECK(std::get<PrintText>(parse({"check", "--help"})).text.find("--keep-going") != std::string::npos);
  CHECK(std::get<PrintText>(parse({"--version"})).text.starts_with("frontrun 0."));
}

TEST_CASE("wrong use") {
  const std::vector<std::vector<const char*>> wrong{
      {},
      {"frobnicate"},
      {"check"},
      {"check", "a.py", "--nonsense"},
      {"check", "a.py", "--strategy", "magic"},
      {"check", "a.py", "--seed", "-1"},
      {"check", "a.py", "--preemption-bound", "-1"},
      {"check", "a.py", "--preemption-bound", "2", "--strategy", "pct"},
      {"check", "a.py", "--depth", "0"},
      {"check", "a.py", "--depth", "1001"},
      {"check", "a.py", "--max-executions", "0"},
      {"check", "a.py", "--max-steps", "many"},
      {"check", "a.py", "--time-limit", "-1"},
      {"check", "a.py", "--time-limit", "nan"},
      {"check", "a.py", "--seed", "18446744073709551616"},
      {"check", "a.py", "--color", "mauve"},
      {"check", "a.py", "b.py", "-o", "x.json"},
      {"replay"},
      {"replay", "a", "b"},
      {"shrink"},
  };
  for (const auto& arguments : wrong) {
    INFO((arguments.empty() ? "nothing" : arguments.back()));
    CHECK_THROWS_AS(parse(arguments), UsageError);
  }
}

}  // namespace frontrun::cli
