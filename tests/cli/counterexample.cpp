#include "cli/counterexample.hpp"

#include <functional>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "cli/file.hpp"
#include "embed/usage_error.hpp"
#include "temporary_folder.hpp"

namespace frontrun::cli {
namespace {

Counterexample example(const std::filesystem::path& scenario) {
  Counterexample result;
  result.frontrun = "0.1.0";
  result.python = "3.11.2";
  result.scenario = scenario;
  result.sha256 = std::string(64, 'a');
  result.include = {"*/lib/*"};
  result.timeouts = Timeouts::explore;
  result.max_steps = 100;
  result.failure = {
      .kind = engine::FailureKind::deadlock,
      .message = "deadlock",
      .threads = {0, 1},
      .waits = {{.thread = 0, .waits_for = "Lock b", .holder = 1, .at = "s.py:3", .held_since = "s.py:7", .missing = ""},
                {.thread = 1,
                 .waits_for = "Event e",
                 .holder = engine::kNoThread,
                 .at = "s.py:8",
                 .held_since = "",
                 .missing = ""}}};
  result.under_gil = engine::Possible::no;
  result.strategy = "dpor";
  result.switch_points = SwitchPoints::gil;
  result.executions = 4;
  result.distinct = 3;
  result.execution = 2;
  result.threads = {"one", "two"};
  result.schedule = {{0, 1}, {1, 2}};
  result.trace = {{0,
                   {.operation = "acquire",
                    .location = "Lock a",
                    .value = "",
                    .file = (scenario.parent_path() / "s.py").string(),
                    .line = 2,
                    .function = "f",
                    .source = "a.acquire()"}}};
  result.minimized =
      Minimized{.size = {1, 2, 3, 4}, .from = {4, 5, 6, 7}, .fewest_preemptions = true, .inevitable_after = 0};
  return result;
}

/// The example, written, with a change made to its JSON, and read back.
Counterexample reread(const std::function<void(nlohmann::json&)>& change) {
  const TemporaryFolder folder;
  nlohmann::json json = nlohmann::json::parse(to_json(example(folder / "s.py"), folder / "s.cex.json"));
  change(json);
  write_atomically(folder / "s.cex.json", json.dump());
  return load_counterexample(folder / "s.cex.json");
}

}  // namespace

TEST_CASE("a counterexample survives being written and read") {
  const TemporaryFolder folder;
  const Counterexample before = example(folder / "s.py");
  save_counterexample(before, folder / "s.cex.json");
  const Counterexample after = load_counterexample(folder / "s.cex.json");
  CHECK(to_json(after, folder / "s.cex.json") == to_json(before, folder / "s.cex.json"));
  CHECK(after.scenario == before.scenario);
  CHECK(after.failure.same_as(before.failure));
  CHECK(after.failure.waits[1].holder == engine::kNoThread);
  CHECK(after.schedule == before.schedule);
  CHECK(after.trace.at(0).text == before.trace.at(0).text);
  CHECK(after.minimized->from == before.minimized->from);
}

TEST_CASE("a counterexample that was not minimised") {
  CHECK_FALSE(reread([](auto& json) { json["minimized"] = nullptr; }).minimized);
}

TEST_CASE("paths are relative to the file, so that both can move together") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "a/found");
  save_counterexample(example(folder / "a/s.py"), folder / "a/found/s.cex.json");
  CHECK(read_file(folder / "a/found/s.cex.json", "file").find(folder.path().string()) == std::string::npos);
  std::filesystem::rename(folder / "a", folder / "b");
  const Counterexample moved = load_counterexample(folder / "b/found/s.cex.json");
  CHECK(moved.scenario == folder / "b/s.py");
  CHECK(moved.trace.at(0).text.file == (folder / "b/s.py").string());
}

TEST_CASE("text that is not UTF-8 doesn't prevent writing") {
  const TemporaryFolder folder;
  Counterexample counterexample = example(folder / "s.py");
  counterexample.failure.message = "\xff";
  save_counterexample(counterexample, folder / "s.cex.json");
  CHECK(load_counterexample(folder / "s.cex.json").failure.message == "\uFFFD");
}

TEST_CASE("every beginning of a counterexample is refused, and none crashes") {
  const TemporaryFolder folder;
  const std::string whole = to_json(example(folder / "s.py"), folder / "s.cex.json");
  for (std::size_t length = 0; length + 2 < whole.size(); length += 7) {
    write_atomically(folder / "s.cex.json", std::string_view(whole).substr(0, length));
    CHECK_THROWS_AS(load_counterexample(folder / "s.cex.json"), UsageError);
  }
}

TEST_CASE("every field of a counterexample is needed, and needs its type") {
  const TemporaryFolder folder;
  const nlohmann::json good = nlohmann::json::parse(to_json(example(folder / "s.py"), folder / "s.cex.json"));
  const nlohmann::json flat = good.flatten();
  int checked = 0;
  for (const auto& [pointer, value] : flat.items()) {
    const nlohmann::json::json_pointer at{pointer};
    nlohmann::json wrong_type = good;
    wrong_type[at] = value.is_object() ? nlohmann::json(1) : nlohmann::json::object();
    nlohmann::json missing = good;
    if (missing[at.parent_pointer()].is_object()) missing[at.parent_pointer()].erase(at.back());
    for (const nlohmann::json& bad : {wrong_type, missing}) {
      if (bad == good) continue;
      if (pointer == "/scenario/name") continue;  // for readers; the path decides
      if (bad == missing && value.is_array()) continue;
      INFO(pointer << " in " << bad.dump());
      write_atomically(folder / "s.cex.json", bad.dump());
      CHECK_THROWS_AS(load_counterexample(folder / "s.cex.json"), UsageError);
      ++checked;
    }
  }
  CHECK(checked > 70);
}

TEST_CASE("what makes no sense is refused with the place where it stands") {
  using Catch::Matchers::Contains;
  CHECK_THROWS_WITH(reread([](auto& json) { json["format"] = "frontrun-counterexample/2"; }),
                    Contains("frontrun-counterexample/2"));
  CHECK_THROWS_WITH(reread([](auto& json) { json["schedule"][1]["thread"] = 2; }), Contains("schedule[1].thread is 2"));
  CHECK_THROWS_WITH(reread([](auto& json) { json["schedule"][0]["thread"] = -1; }), Contains("schedule[0].thread"));
  CHECK_THROWS_WITH(reread([](auto& json) { json["schedule"][0]["operations"] = 0; }),
                    Contains("schedule[0].operations is 0"));
  CHECK_THROWS_WITH(reread([](auto& json) { json["schedule"][1]["operations"] = 100; }), Contains("longer than"));
  CHECK_THROWS_WITH(reread([](auto& json) { json["schedule"][1]["operations"] = 18446744073709551615U; }),
                    Contains("longer than"));
  CHECK_THROWS_WITH(reread([](auto& json) { json["failure"]["kind"] = "bad\x1b[31m"; }), Contains("bad\\x1b[31m"));
  CHECK_THROWS_WITH(reread([](auto& json) { json["failure"]["cycle"][0]["holder"] = 7; }),
                    Contains("failure.cycle[0].holder"));
  CHECK_THROWS_WITH(reread([](auto& json) { json["threads"][1]["id"] = 0; }), Contains("threads[1].id"));
  CHECK_THROWS_WITH(reread([](auto& json) { json["trace"][0]["line"] = 1e300; }), Contains("trace[0].line"));
  CHECK_THROWS_WITH(reread([](auto& json) { json["scenario"]["max_steps"] = 0; }), Contains("scenario.max_steps"));
  CHECK_THROWS_WITH(reread([](auto& json) { json = nlohmann::json::array(); }), Contains("it is not an object"));
}

}  // namespace frontrun::cli
