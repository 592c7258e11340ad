#include "cli/counterexample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "cli/file.hpp"
#include "cli/json_reader.hpp"
#include "cli/text.hpp"
#include "embed/usage_error.hpp"

namespace frontrun::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

/// No execution is this long: a larger number is a damaged file, not a schedule to allocate memory for.
constexpr std::uint64_t kMaxSteps = 1'000'000'000;

constexpr std::array kFailureKinds{
    std::pair{engine::FailureKind::invariant, std::string_view("invariant")},
    std::pair{engine::FailureKind::exception, std::string_view("exception")},
    std::pair{engine::FailureKind::deadlock, std::string_view("deadlock")},
    std::pair{engine::FailureKind::livelock, std::string_view("livelock")},
    std::pair{engine::FailureKind::step_limit, std::string_view("step-limit")},
    std::pair{engine::FailureKind::crash, std::string_view("crash")},
    std::pair{engine::FailureKind::hang, std::string_view("hang")},
};

constexpr std::array kPossible{
    std::pair{engine::Possible::yes, std::string_view("yes")},
    std::pair{engine::Possible::no, std::string_view("no")},
    std::pair{engine::Possible::unknown, std::string_view("unknown")},
};

/// `file` as it is stored: relative to the scenario's folder if it lies beneath, so that a project can move.
std::string stored(const std::string& file, const fs::path& folder) {
  const fs::path relative = fs::path(file).lexically_relative(folder);
  return relative.empty() || *relative.begin() == ".." ? file : relative.string();
}

ordered_json json_of(const engine::Size& size) {
  return {{"preemptions", size.preemptions},
          {"switches", size.switches},
          {"threads", size.threads},
          {"operations", size.operations}};
}

engine::Size read_size(const JsonReader& size) {
  return {size["preemptions"].number(), size["switches"].number(), size["threads"].number(), size["operations"].number()};
}

ordered_json json_of(const engine::Failure& failure) {
  ordered_json cycle = ordered_json::array();
  for (const engine::Wait& wait : failure.waits) {
    cycle.push_back({{"thread", wait.thread},
                     {"waits_for", wait.waits_for},
                     {"holder", wait.holder == engine::kNoThread ? ordered_json() : ordered_json(wait.holder)},
                     {"at", wait.at},
                     {"held_since", wait.held_since}});
  }
  return {{"kind", to_string(failure.kind)}, {"message", failure.message}, {"threads", failure.threads}, {"cycle", cycle}};
}

engine::Failure read_failure(const JsonReader& json, std::size_t threads) {
  engine::Failure failure;
  const std::string kind = json["kind"].text();
  const auto known = std::ranges::find(kFailureKinds, kind, [](const auto& entry) { return entry.second; });
  if (known == kFailureKinds.end())
    json["kind"].fail(fmt::format("is \"{}\", which is no kind of failure", printable(kind)));
  failure.kind = known->first;
  failure.message = json["message"].text();
  for (const JsonReader& thread : json["threads"].items()) failure.threads.push_back(thread.index(threads, "thread"));
  for (const JsonReader& wait : json["cycle"].items()) {
    failure.waits.push_back({.thread = wait["thread"].index(threads, "thread"),
                             .waits_for = wait["waits_for"].text(),
                             .holder = wait["holder"].null() ? engine::kNoThread : wait["holder"].index(threads, "thread"),
                             .at = wait["at"].text(),
                             .held_since = wait["held_since"].text(),
                             .missing = {}});
  }
  return failure;
}

engine::Schedule read_schedule(const JsonReader& json, std::size_t threads, std::uint64_t max_steps) {
  engine::Schedule schedule;
  std::uint64_t total = 0;
  for (const JsonReader& segment : json.items()) {
    const std::uint64_t operations = segment["operations"].number();
    if (operations == 0) segment["operations"].fail("is 0");
    if (operations > max_steps - total) segment["operations"].fail("makes the schedule longer than scenario.max_steps");
    total += operations;
    schedule.push_back({segment["thread"].index(threads, "thread"), operations});
  }
  return schedule;
}

std::vector<TraceStep> read_trace(const JsonReader& json, std::size_t threads, const fs::path& folder) {
  std::vector<TraceStep> trace;
  for (const JsonReader& step : json.items()) {
    const std::string file = step["file"].text();
    trace.push_back({.thread = step["thread"].index(threads, "thread"),
                     .text = {.operation = step["operation"].text(),
                              .location = step["location"].text(),
                              .value = step["value"].text(),
                              .file = file.empty() ? file : (folder / file).lexically_normal().string(),
                              .line = static_cast<int>(step["line"].index(1U << 31, "line")),
                              .function = step["function"].text(),
                              .source = step["source"].text()}});
  }
  return trace;
}

std::vector<std::string> read_threads(const JsonReader& json) {
  std::vector<std::string> names;
  for (const JsonReader& thread : json.items()) {
    if (thread["id"].number() != names.size()) thread["id"].fail("is out of order");
    names.push_back(thread["name"].text());
  }
  return names;
}

Counterexample read(const JsonReader& json, const fs::path& folder) {
  Counterexample result;
  const JsonReader scenario = json["scenario"];
  const JsonReader exploration = json["exploration"];
  result.frontrun = json["frontrun"].text();
  result.python = json["python"].text();
  result.scenario = (folder / scenario["path"].text()).lexically_normal();
  result.sha256 = scenario["sha256"].text();
  result.include = scenario["include"].texts();
  result.exclude = scenario["exclude"].texts();
  result.learned = scenario["learned"].texts();
  const std::string timeouts = scenario["timeouts"].text();
  if (timeouts != "lazy" && timeouts != "explore") scenario["timeouts"].fail("is not lazy or explore");
  result.timeouts = timeouts == "explore" ? Timeouts::explore : Timeouts::lazy;
  result.max_steps = scenario["max_steps"].number();
  if (result.max_steps == 0 || result.max_steps > kMaxSteps) scenario["max_steps"].fail("is out of range");
  result.threads = read_threads(json["threads"]);
  result.failure = read_failure(json["failure"], result.threads.size());
  const std::string under_gil = json["under_gil"].text();
  const auto possible = std::ranges::find(kPossible, under_gil, [](const auto& entry) { return entry.second; });
  if (possible == kPossible.end()) json["under_gil"].fail("is not yes, no or unknown");
  result.under_gil = possible->first;
  result.strategy = exploration["strategy"].text();
  const std::string points = exploration["switch_points"].text();
  if (points != "opcode" && points != "gil") exploration["switch_points"].fail("is not opcode or gil");
  result.switch_points = points == "gil" ? SwitchPoints::gil : SwitchPoints::opcode;
  result.seed = exploration["seed"].number();
  result.executions = exploration["executions"].number();
  result.distinct = exploration["distinct"].number();
  result.execution = exploration["execution"].number();
  result.schedule = read_schedule(json["schedule"], result.threads.size(), result.max_steps);
  result.trace = read_trace(json["trace"], result.threads.size(), result.scenario.parent_path());
  if (const JsonReader minimized = json["minimized"]; !minimized.null()) {
    result.minimized = Minimized{.size = read_size(minimized),
                                 .from = read_size(minimized["from"]),
                                 .fewest_preemptions = minimized["fewest_preemptions"].flag(),
                                 .inevitable_after = std::nullopt};
    if (const JsonReader after = minimized["inevitable_after"]; !after.null())
      result.minimized->inevitable_after = after.index(result.trace.size() + 1, "step");
  }
  return result;
}

}  // namespace

std::string_view to_string(engine::FailureKind kind) {
  return std::ranges::find(kFailureKinds, kind, [](const auto& entry) { return entry.first; })->second;
}

std::string_view to_string(engine::Possible possible) {
  return std::ranges::find(kPossible, possible, [](const auto& entry) { return entry.first; })->second;
}

std::string to_json(const Counterexample& counterexample, const fs::path& path) {
  const fs::path folder = counterexample.scenario.parent_path();
  const fs::path target_folder = fs::absolute(path).lexically_normal().parent_path();
  ordered_json threads = ordered_json::array();
  for (std::size_t id = 0; id < counterexample.threads.size(); ++id) {
    threads.push_back({{"id", id}, {"name", counterexample.threads[id]}});
  }
  ordered_json schedule = ordered_json::array();
  for (const engine::Segment& segment : counterexample.schedule) {
    schedule.push_back({{"thread", segment.thread}, {"operations", segment.operations}});
  }
  ordered_json trace = ordered_json::array();
  for (const auto& [thread, text] : counterexample.trace) {
    trace.push_back({{"thread", thread},
                     {"operation", text.operation},
                     {"location", text.location},
                     {"value", text.value},
                     {"file", stored(text.file, folder)},
                     {"line", text.line},
                     {"function", text.function},
                     {"source", text.source}});
  }
  ordered_json minimized;
  if (counterexample.minimized) {
    const Minimized& made = *counterexample.minimized;
    minimized = json_of(made.size);
    minimized["fewest_preemptions"] = made.fewest_preemptions;
    minimized["inevitable_after"] = made.inevitable_after ? ordered_json(*made.inevitable_after) : ordered_json();
    minimized["from"] = json_of(made.from);
  }
  const ordered_json document = {
      {"format", kCounterexampleFormat},
      {"frontrun", counterexample.frontrun},
      {"python", counterexample.python},
      {"scenario",
       {{"path", counterexample.scenario.lexically_relative(target_folder).string()},
        {"sha256", counterexample.sha256},
        {"name", counterexample.scenario.stem().string()},
        {"include", counterexample.include},
        {"exclude", counterexample.exclude},
        {"learned", counterexample.learned},
        {"timeouts", to_string(counterexample.timeouts)},
        {"max_steps", counterexample.max_steps}}},
      {"failure", json_of(counterexample.failure)},
      {"under_gil", to_string(counterexample.under_gil)},
      {"exploration",
       {{"strategy", counterexample.strategy},
        {"switch_points", to_string(counterexample.switch_points)},
        {"seed", counterexample.seed},
        {"executions", counterexample.executions},
        {"distinct", counterexample.distinct},
        {"execution", counterexample.execution}}},
      {"threads", threads},
      {"schedule", schedule},
      {"trace", trace},
      {"minimized", minimized},
  };
  // A user's message may hold anything, lone surrogates among it; a replacement character beats a file that cannot be
  // written.
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Counterexample load_counterexample(const fs::path& path) {
  const std::string name = path.string();
  const nlohmann::json document = nlohmann::json::parse(read_file(path, "counterexample"), nullptr, false);
  const JsonReader json{document, name};
  if (document.is_discarded()) {
    throw UsageError(fmt::format("{} is not a counterexample: it is no JSON, or only a part of it", name),
                     "write it again with `frontrun check`");
  }
  const std::string format = json["format"].text();
  if (format != kCounterexampleFormat) {
    throw UsageError(
        fmt::format("{} has the format \"{}\"; this frontrun reads \"{}\"", name, printable(format), kCounterexampleFormat),
        "replay it with the frontrun that wrote it, or find it again with `frontrun check`");
  }
  return read(json, fs::absolute(path).lexically_normal().parent_path());
}

void save_counterexample(const Counterexample& counterexample, const fs::path& path) {
  write_atomically(path, to_json(counterexample, path));
}

}  // namespace frontrun::cli
