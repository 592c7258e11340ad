#include "cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <memory>

#include "cli/version.hpp"
#include "embed/python_program.hpp"
#include "embed/usage_error.hpp"

namespace frontrun::cli {
namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 nothing found, 1 violation, 2 wrong use or broken scenario, 3 budget used up\n"
    "(--require-exhaustive), 4 the scenario is not deterministic, 130 interrupted.";

/// CLI11's own says of every option which others it excludes, between its name and what it is for.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0) return "";  // a flag
    return fmt::format(" {}{}", option->get_type_name(), option->get_expected_max() > 1 ? " ..." : "");
  }
};

/// The options that are words, as they were typed; CLI11 has checked that they are among those allowed.
struct Words {
  std::string strategy = "dpor";
  std::string switch_points = "opcode";
  std::string timeouts = "lazy";
  std::string progress = "auto";
  std::string colour = "auto";
};

constexpr std::array kStrategies{StrategyName::dpor, StrategyName::random, StrategyName::pct, StrategyName::pos,
                                 StrategyName::portfolio};

std::vector<std::string> strategy_words() {
  std::vector<std::string> words;
  for (const StrategyName strategy : kStrategies) words.emplace_back(to_string(strategy));
  return words;
}

/// One of strategy_words().
StrategyName strategy_named(const std::string& word) {
  return *std::find_if(kStrategies.begin(), kStrategies.end(),
                       [&](StrategyName strategy) { return word == to_string(strategy); });
}

/// CLI11's own checks of numbers report a range of doubles.
CLI::Validator number_check(const std::string& what, const std::function<bool(const std::string&)>& good) {
  return {[=](std::string& text) { return good(text) ? "" : fmt::format("{} is not {}", text, what); }, ""};
}

/// Nullopt for what is no whole number, or too large for one.
std::optional<std::uint64_t> whole(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

CLI::Validator whole_number() {
  return number_check("a whole number of at most 64 bits", [](const std::string& text) { return whole(text).has_value(); });
}

CLI::Validator positive_whole_number() {
  return number_check("a whole number above 0", [](const std::string& text) { return whole(text).value_or(0) > 0; });
}

CLI::Validator depth_of_pct() {
  return number_check("a whole number from 1 to 1000", [](const std::string& text) {
    const std::uint64_t depth = whole(text).value_or(0);
    return depth >= 1 && depth <= 1000;
  });
}

CLI::Validator positive_number() {
  return number_check("a number above 0", [](const std::string& text) {
    double value = 0;
    return CLI::detail::lexical_cast(text, value) && std::isfinite(value) && value > 0;
  });
}

CLI::Validator number_of_seconds() {
  return number_check("a number of seconds", [](const std::string& text) {
    double value = 0;
    return CLI::detail::lexical_cast(text, value) && std::isfinite(value) && value >= 0;
  });
}

void add_watchdog(CLI::App& command, double& seconds) {
  command
      .add_option("--watchdog", seconds,
                  fmt::format("code that does not come back for so long hangs, a violation (default {}); 0: never", seconds))
      ->type_name("SECONDS")
      ->check(number_of_seconds());
}

void add_print_options(CLI::App& command, PrintOptions& options, Words& words) {
  command.add_option("--color", words.colour, "auto (default): on a terminal; always; never")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""));
  command.add_flag("-v,--verbose", options.verbose, "say what is being done, and show every step of a trace");
}

CLI::App* add_check(CLI::App& app, CheckOptions& options, Words& words) {
  CLI::App* command = app.add_subcommand("check", "explore every schedule of a scenario that matters, or until one fails");
  command->add_option("scenario", options.scenarios, "Python modules with `threads`, and optionally `setup` and `invariant`")
      ->type_name("FILE");
  command
      ->add_option("--strategy", words.strategy,
                   "dpor (default): exhaustive. At random, until a limit: random, a uniform walk; pct, priorities that "
                   "change a few times; pos, partial order sampling; portfolio, these three in turn")
      ->type_name("NAME")
      ->check(CLI::IsMember(strategy_words()).description(""));
  command
      ->add_option("--switch-points", words.switch_points,
                   "opcode (default): between any two operations; gil: only where CPython can switch under its GIL")
      ->type_name("WHERE")
      ->check(CLI::IsMember({"opcode", "gil"}).description(""));
  command
      ->add_option("--timeouts", words.timeouts,
                   "a wait times out lazy (default): when nothing else can run; explore: whenever it cannot proceed")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"lazy", "explore"}).description(""));
  command
      ->add_option("--seed", options.search.seed,
                   "of the random strategies (default 0); the same seed gives the same schedules, on every machine")
      ->type_name("N")
      ->check(whole_number());
  command
      ->add_option("--depth", options.search.depth,
                   fmt::format("pct changes priorities at one step fewer than this (default {})", options.search.depth))
      ->type_name("D")
      ->check(depth_of_pct());
  command
      ->add_option("--preemption-bound", options.search.preemption_bound,
                   "only executions in which at most this many times a thread gives way that could go on; fewest first")
      ->type_name("K")
      ->check(whole_number());
  command->add_option("--max-executions", options.limits.max_executions, "stop after this many executions")
      ->type_name("N")
      ->check(positive_whole_number());
  command->add_option("--time-limit", options.limits.time_limit, "stop after this many seconds")
      ->type_name("SECONDS")
      ->check(positive_number());
  command
      ->add_option("--max-steps", options.limits.max_steps,
                   fmt::format("an execution of more operations is a violation (default {})", options.limits.max_steps))
      ->type_name("N")
      ->check(positive_whole_number());
  add_watchdog(*command, options.watchdog);
  command->add_flag("--keep-going", options.keep_going, "do not stop at a violation: explore all, count each distinct one");
  command->add_flag("--require-exhaustive", options.require_exhaustive, "exit with 3 if a limit ended the exploration");
  command->add_flag_callback(
      "--no-shrink", [&options] { options.shrink = false; }, "write the counterexample as it was found");
  command
      ->add_option(
          "--include", options.include,
          "treat files that match as your own code: an exception from --exclude (repeatable). A glob on the absolute "
          "file name, or stdlib:NAME for a module or package of the standard library, stdlib:* for all of it")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  command
      ->add_option(
          "--exclude", options.exclude,
          "do not look into files that match (repeatable). Of several patterns that match a file the longest decides")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  command
      ->add_option("-o,--output", options.counterexample, "the counterexample (default <scenario>.cex.json in this folder)")
      ->type_name("FILE");
  command
      ->add_option("--checkpoint", options.checkpoint,
                   "save the exploration to FILE every few seconds, and when it ends or is interrupted (dpor only)")
      ->type_name("FILE");
  command
      ->add_option("--checkpoint-interval", options.checkpoint_interval,
                   fmt::format("so often (default {}); 0: after every execution", options.checkpoint_interval))
      ->type_name("SECONDS")
      ->check(number_of_seconds());
  CLI::Option* resume =
      command
          ->add_option("--resume", options.resume,
                       "go on with the exploration that FILE has, and save to it unless --checkpoint says otherwise; limits "
                       "count from here")
          ->type_name("FILE");
  // The checkpoint says what is explored.
  for (const char* decided : {"scenario", "--strategy", "--switch-points", "--timeouts", "--seed", "--depth",
                              "--preemption-bound", "--max-steps", "--include", "--exclude"}) {
    resume->excludes(command->get_option(decided));
  }
  command
      ->add_option(
          "--progress", words.progress,
          "on standard error: auto (default), one line on a terminal, else one every few seconds; json, an object a "
          "second; never")
      ->type_name("HOW")
      ->check(CLI::IsMember({"auto", "json", "never"}).description(""));
  command->add_option("--json", options.json, "write one JSON object a scenario to FILE, one a line; - is standard output")
      ->type_name("FILE");
  add_print_options(*command, options.print, words);
  return command;
}

CLI::App* add_replay(CLI::App& app, ReplayOptions& options, Words& words) {
  CLI::App* command = app.add_subcommand("replay", "run the schedule of a counterexample, and report");
  command->add_option("counterexample", options.counterexample, "a .cex.json")->required()->type_name("FILE");
  CLI::Option* step = command->add_flag(
      "--step", options.step, "stop before every step, and show what each thread does next and its local variables");
  CLI::Option* pdb =
      command->add_option("--pdb", options.pdb, "stop before this step, in the function that its thread is in, with pdb")
          ->type_name("STEP")
          ->check(positive_whole_number())
          ->excludes(step);
  command->add_option("--times", options.times, "run it so often, and say how often that went alike (default 1)")
      ->type_name("N")
      ->check(positive_whole_number())
      ->excludes(step)
      ->excludes(pdb);
  add_watchdog(*command, options.watchdog);
  add_print_options(*command, options.print, words);
  return command;
}

CLI::App* add_shrink(CLI::App& app, ShrinkOptions& options, Words& words) {
  CLI::App* command = app.add_subcommand("shrink", "minimise a counterexample");
  command->add_option("counterexample", options.counterexample, "a .cex.json")->required()->type_name("FILE");
  command->add_option("-o,--output", options.output, "where to write the smaller one (default: in place)")
      ->type_name("FILE");
  add_print_options(*command, options.print, words);
  return command;
}

ProgressMode progress_mode(const std::string& word) {
  if (word == "json") return ProgressMode::json;
  return word == "never" ? ProgressMode::never : ProgressMode::automatic;
}

ColourMode colour_mode(const std::string& word) {
  if (word == "always") return ColourMode::always;
  return word == "never" ? ColourMode::never : ColourMode::automatic;
}

void check_consistent(const CheckOptions& options) {
  if (options.scenarios.empty() && !options.resume) {
    throw UsageError("scenario is required", "frontrun check --help lists the options");
  }
  if (options.checkpoint && options.scenarios.size() > 1) {
    throw UsageError(
        fmt::format("--checkpoint names one file, but each of {} scenarios needs one", options.scenarios.size()),
        "check them one at a time");
  }
  if (options.checkpoint && options.search.preemption_bound) {
    throw UsageError("--checkpoint is for explorations without --preemption-bound", "leave one of them out");
  }
  if (options.checkpoint && is_random(options.search)) {
    throw UsageError("--checkpoint is for --strategy=dpor: random strategies have no state worth keeping",
                     "begin a random exploration again with another --seed");
  }
  if (options.counterexample && options.scenarios.size() > 1) {
    throw UsageError(fmt::format("-o names one file, but {} scenarios may each need one", options.scenarios.size()),
                     "leave -o out: each counterexample is then named after its scenario");
  }
  if (options.search.preemption_bound && is_random(options.search)) {
    throw UsageError(fmt::format("--preemption-bound is a bound on all executions, but --strategy {} draws some at random",
                                 to_string(options.search.strategy)),
                     "leave one of them out");
  }
}

}  // namespace

std::string to_string(Timeouts timeouts) { return timeouts == Timeouts::explore ? "explore" : "lazy"; }

std::string to_string(SwitchPoints points) { return points == SwitchPoints::gil ? "gil" : "opcode"; }

Command parse_command_line(int argc, const char* const* argv) {
  CLI::App app{"frontrun, a model checker for concurrent Python", "frontrun"};
  app.formatter(std::make_shared<HelpFormatter>());
  app.require_subcommand(1);
  app.footer(kExitCodes);
  app.set_version_flag("--version", fmt::format("frontrun {} (Python {})", kVersion, embed::python_version()));

  Words words;
  CheckOptions check_options;
  ReplayOptions replay_options;
  ShrinkOptions shrink_options;
  const CLI::App* check = add_check(app, check_options, words);
  const CLI::App* replay = add_replay(app, replay_options, words);
  add_shrink(app, shrink_options, words);

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    return PrintText{chosen.empty() ? app.help() : chosen.front()->help(app.get_name())};
  } catch (const CLI::CallForVersion& version) {
    return PrintText{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    const auto chosen = app.get_subcommands();
    throw UsageError(error.what(), fmt::format("frontrun {}--help lists the options",
                                               chosen.empty() ? "" : chosen.front()->get_name() + " "));
  }

  if (check->parsed()) {
    check_options.search.strategy = strategy_named(words.strategy);
    check_options.switch_points = words.switch_points == "gil" ? SwitchPoints::gil : SwitchPoints::opcode;
    check_options.timeouts = words.timeouts == "explore" ? Timeouts::explore : Timeouts::lazy;
    check_options.progress = progress_mode(words.progress);
    check_options.print.colour = colour_mode(words.colour);
    check_consistent(check_options);
    return check_options;
  }
  if (replay->parsed()) {
    replay_options.print.colour = colour_mode(words.colour);
    return replay_options;
  }
  shrink_options.print.colour = colour_mode(words.colour);
  return shrink_options;
}

}  // namespace frontrun::cli
