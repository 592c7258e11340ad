#include "cli/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "cli/digest.hpp"
#include "cli/file.hpp"
#include "cli/version.hpp"
#include "embed/python_program.hpp"
#include "embed/usage_error.hpp"

namespace frontrun::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::string_view kFormat = "frontrun-checkpoint/1 ";
constexpr char kFindAgain[] = "begin again with `frontrun check --checkpoint`";
constexpr std::size_t kDigestSize = 64;

/// Numbers as bytes, the lowest first: of the hashes of traces there are many.
Json packed(const std::vector<std::uint64_t>& numbers) {
  static_assert(std::endian::native == std::endian::little);
  std::vector<std::uint8_t> bytes(numbers.size() * sizeof(std::uint64_t));
  if (!bytes.empty()) std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return Json::binary(std::move(bytes));
}

std::vector<std::uint64_t> unpacked(const Json& value) {
  const auto& bytes = value.get_ref<const Json::binary_t&>();
  std::vector<std::uint64_t> numbers(bytes.size() / sizeof(std::uint64_t));
  if (!numbers.empty()) std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(std::uint64_t));
  return numbers;
}

// Everything below is an array, its fields in the order of the struct's: a branch or a step has no room for names.

Json saved(const engine::Footprint& footprint) {
  Json accesses = Json::array();
  for (std::uint8_t i = 0; i < footprint.count; ++i) accesses.push_back(footprint.stable[i].bits());
  return Json::array({std::move(accesses), footprint.reads, footprint.writes, footprint.anywhere});
}

engine::Footprint footprint_of(const Json& value) {
  engine::Footprint footprint;
  for (const Json& access : value.at(0)) {
    footprint.stable.at(footprint.count++) = engine::Access::from_bits(access.get<std::uint64_t>());
  }
  footprint.reads = value.at(1).get<bool>();
  footprint.writes = value.at(2).get<bool>();
  footprint.anywhere = value.at(3).get<bool>();
  return footprint;
}

Json saved(const engine::Frontier& frontier) {
  Json path = Json::array();
  for (const engine::Frontier::Node& node : frontier.path) {
    Json tree = Json::array();
    for (const engine::Frontier::Branch& branch : node.tree) {
      tree.push_back(Json::array({branch.thread, branch.steps, branch.level, saved(branch.footprint)}));
    }
    path.push_back(Json::array({node.thread, node.sleeping, std::move(tree), node.explored, node.executions}));
  }
  return path;
}

engine::Frontier frontier_of(const Json& value) {
  engine::Frontier frontier{.path = {}};
  for (const Json& entry : value) {
    engine::Frontier::Node& node = frontier.path.emplace_back();
    node.thread = entry.at(0).get<engine::ThreadId>();
    node.sleeping = entry.at(1).get<std::vector<engine::ThreadId>>();
    node.explored = entry.at(3).get<std::uint32_t>();
    node.executions = entry.at(4).get<std::uint64_t>();
    for (const Json& branch : entry.at(2)) {
      node.tree.push_back({.thread = branch.at(0).get<engine::ThreadId>(),
                           .steps = branch.at(1).get<std::uint32_t>(),
                           .level = branch.at(2).get<std::uint32_t>(),
                           .footprint = footprint_of(branch.at(3))});
    }
  }
  return frontier;
}

Json saved(const engine::Statistics& s) {
  return Json::array({s.executions, s.traces, s.repeated, s.blocked, s.operations, s.depth, s.serialisable, s.undecided,
                      s.nothing_new, s.seconds});
}

engine::Statistics statistics_of(const Json& value) {
  const auto count = [&](std::size_t i) { return value.at(i).get<std::uint64_t>(); };
  return {.executions = count(0),
          .traces = count(1),
          .repeated = count(2),
          .blocked = count(3),
          .operations = count(4),
          .depth = count(5),
          .serialisable = count(6),
          .undecided = count(7),
          .nothing_new = count(8),
          .seconds = value.at(9).get<double>()};
}

Json saved(const engine::Schedule& schedule) {
  Json segments = Json::array();
  for (const engine::Segment& segment : schedule) segments.push_back(Json::array({segment.thread, segment.operations}));
  return segments;
}

engine::Schedule schedule_of(const Json& value) {
  engine::Schedule schedule;
  for (const Json& segment : value) {
    schedule.push_back({segment.at(0).get<engine::ThreadId>(), segment.at(1).get<std::uint64_t>()});
  }
  return schedule;
}

Json saved(const engine::FoundFailure& found) {
  Json waits = Json::array();
  for (const engine::Wait& wait : found.failure.waits) {
    waits.push_back(Json::array({wait.thread, wait.waits_for, wait.holder, wait.at, wait.held_since, wait.missing}));
  }
  return Json::array({static_cast<int>(found.failure.kind), found.failure.message, found.failure.threads, std::move(waits),
                      saved(found.schedule), found.execution, found.traces, static_cast<int>(found.serialisable),
                      saved(found.blocks)});
}

engine::FoundFailure failure_of(const Json& value) {
  engine::FoundFailure found;
  found.failure.kind = static_cast<engine::FailureKind>(value.at(0).get<int>());
  found.failure.message = value.at(1).get<std::string>();
  found.failure.threads = value.at(2).get<std::vector<engine::ThreadId>>();
  for (const Json& wait : value.at(3)) {
    found.failure.waits.push_back({.thread = wait.at(0).get<engine::ThreadId>(),
                                   .waits_for = wait.at(1).get<std::string>(),
                                   .holder = wait.at(2).get<engine::ThreadId>(),
                                   .at = wait.at(3).get<std::string>(),
                                   .held_since = wait.at(4).get<std::string>(),
                                   .missing = wait.at(5).get<std::string>()});
  }
  found.schedule = schedule_of(value.at(4));
  found.execution = value.at(5).get<std::uint64_t>();
  found.traces = value.at(6).get<std::uint64_t>();
  found.serialisable = static_cast<engine::Possible>(value.at(7).get<int>());
  found.blocks = schedule_of(value.at(8));
  return found;
}

Json saved(const engine::RecordedSteps& recorded) {
  Json steps = Json::array();
  for (const auto& step : recorded.steps) {
    steps.push_back(
        Json::array({step.thread, step.site, step.accesses, static_cast<int>(step.sync), saved(step.footprint)}));
  }
  return Json::array({recorded.sites, std::move(steps), recorded.ended});
}

engine::RecordedSteps steps_of(const Json& value) {
  engine::RecordedSteps recorded;
  recorded.sites = value.at(0).get<std::vector<std::string>>();
  recorded.ended = value.at(2).get<bool>();
  for (const Json& step : value.at(1)) {
    const auto site = step.at(1).get<std::uint32_t>();
    static_cast<void>(recorded.sites.at(site));
    recorded.steps.push_back({.thread = step.at(0).get<engine::ThreadId>(),
                              .site = site,
                              .accesses = step.at(2).get<std::uint32_t>(),
                              .sync = static_cast<engine::SyncKind>(step.at(3).get<int>()),
                              .footprint = footprint_of(step.at(4))});
  }
  return recorded;
}

Json failures_of(const std::vector<engine::FoundFailure>& failures) {
  Json all = Json::array();
  for (const engine::FoundFailure& found : failures) all.push_back(saved(found));
  return all;
}

Json numbers_of(const std::vector<engine::LimitHit>& limits) {
  Json numbers = Json::array();
  for (const engine::LimitHit limit : limits) numbers.push_back(static_cast<int>(limit));
  return numbers;
}

SavedCheck check_of(const Json& document, const fs::path& folder) {
  SavedCheck check;
  const Json& exploration = document.at("exploration");
  check.frontrun = document.at("frontrun").get<std::string>();
  check.python = document.at("python").get<std::string>();
  check.scenario = (folder / document.at("scenario").get<std::string>()).lexically_normal();
  check.sha256 = document.at("sha256").get<std::string>();
  for (const auto& [file, digest] : document.at("modules").items()) check.modules[folder / file] = digest.get<std::string>();
  check.include = document.at("include").get<std::vector<std::string>>();
  check.exclude = document.at("exclude").get<std::vector<std::string>>();
  check.learned = document.at("learned").get<std::vector<std::string>>();
  check.warnings = document.at("warnings").get<std::vector<std::string>>();
  check.switch_points = document.at("gil").get<bool>() ? SwitchPoints::gil : SwitchPoints::opcode;
  check.timeouts = document.at("explore_timeouts").get<bool>() ? Timeouts::explore : Timeouts::lazy;
  check.max_steps = document.at("max_steps").get<std::uint64_t>();
  check.exploration.frontier = frontier_of(exploration.at("frontier"));
  if (!well_formed(check.exploration.frontier)) throw std::out_of_range("frontier");
  check.exploration.statistics = statistics_of(exploration.at("statistics"));
  for (const Json& found : exploration.at("failures")) check.exploration.failures.push_back(failure_of(found));
  for (const Json& limit : exploration.at("limits_hit")) {
    check.exploration.limits_hit.push_back(static_cast<engine::LimitHit>(limit.get<int>()));
  }
  check.exploration.traces = unpacked(exploration.at("traces"));
  check.exploration.last = steps_of(exploration.at("last"));
  check.exploration.unjudged = exploration.at("unjudged").get<bool>();
  return check;
}

/// Throws unless the scenario can be gone on with here and now.
void check_unchanged(const SavedCheck& check, const std::string& path) {
  const auto refuse = [&](const std::string& why) {
    throw UsageError(fmt::format("cannot resume {}: {}", path, why), kFindAgain);
  };
  if (check.frontrun != kVersion) refuse(fmt::format("it was written by frontrun {}, this is {}", check.frontrun, kVersion));
  if (const std::string now = embed::python_version(); check.python != now) {
    refuse(fmt::format("it was made with Python {}, this is Python {}", check.python, now));
  }
  const std::string name = fs::proximate(check.scenario).string();
  std::error_code ignored;
  if (!fs::exists(check.scenario, ignored)) refuse(fmt::format("its scenario is gone: {}", name));
  if (sha256(read_file(check.scenario, "scenario")) != check.sha256) {
    refuse(fmt::format("{} has changed since it was written", name));
  }
  for (const auto& [file, digest] : check.modules) {
    if (fs::exists(file, ignored) && sha256(read_file(file, "module")) == digest) continue;
    refuse(fmt::format("{} has changed since it was written", fs::proximate(file).string()));
  }
}

}  // namespace

void save_checkpoint(const SavedCheck& check, const fs::path& path) {
  const fs::path folder = fs::absolute(path).lexically_normal().parent_path();
  Json modules = Json::object();
  for (const auto& [file, digest] : check.modules) {
    const fs::path relative = file.lexically_relative(folder);
    const bool within = !relative.empty() && *relative.begin() != "..";
    modules[(within ? relative : file).string()] = digest;
  }
  const Json document = {{"frontrun", check.frontrun},
                         {"python", check.python},
                         {"scenario", check.scenario.lexically_relative(folder).string()},
                         {"sha256", check.sha256},
                         {"modules", std::move(modules)},
                         {"include", check.include},
                         {"exclude", check.exclude},
                         {"learned", check.learned},
                         {"warnings", check.warnings},
                         {"gil", check.switch_points == SwitchPoints::gil},
                         {"explore_timeouts", check.timeouts == Timeouts::explore},
                         {"max_steps", check.max_steps},
                         {"exploration",
                          {{"frontier", saved(check.exploration.frontier)},
                           {"statistics", saved(check.exploration.statistics)},
                           {"failures", failures_of(check.exploration.failures)},
                           {"limits_hit", numbers_of(check.exploration.limits_hit)},
                           {"traces", packed(check.exploration.traces)},
                           {"last", saved(check.exploration.last)},
                           {"unjudged", check.exploration.unjudged}}}};
  std::string body;
  Json::to_cbor(document, body);
  write_atomically(path, fmt::format("{}{}\n", kFormat, sha256(body)) + body);
}

SavedCheck load_checkpoint(const fs::path& path) {
  const std::string name = path.string();
  const std::string text = read_file(path, "checkpoint");
  std::string_view rest = text;
  if (!rest.starts_with(kFormat)) throw UsageError(fmt::format("{} is not a checkpoint of this frontrun", name), kFindAgain);
  rest.remove_prefix(kFormat.size());
  const std::string_view digest = rest.substr(0, kDigestSize);
  rest.remove_prefix(std::min(rest.size(), kDigestSize + 1));
  if (sha256(rest) != digest)
    throw UsageError(fmt::format("{} is damaged, or only a part of a checkpoint", name), kFindAgain);
  SavedCheck check;
  try {
    check = check_of(Json::from_cbor(rest), fs::absolute(path).lexically_normal().parent_path());
  } catch (const Json::exception&) {
    throw UsageError(fmt::format("{} is no usable checkpoint", name), kFindAgain);
  } catch (const std::out_of_range&) {
    throw UsageError(fmt::format("{} is no usable checkpoint", name), kFindAgain);
  }
  check_unchanged(check, name);
  return check;
}

CheckOptions resumed(const CheckOptions& options, const SavedCheck& check) {
  CheckOptions result = options;
  result.scenarios = {fs::proximate(check.scenario)};
  result.include = check.include;
  result.exclude = check.exclude;
  result.switch_points = check.switch_points;
  result.timeouts = check.timeouts;
  result.limits.max_steps = check.max_steps;
  if (!result.checkpoint) result.checkpoint = options.resume;
  return result;
}

void CheckpointTimer::end_save() {
  constexpr int kShare = 50;
  const Clock::time_point now = Clock::now();
  next_ = now + std::max(std::chrono::duration_cast<Clock::duration>(interval_), kShare * (now - begun_));
}

}  // namespace frontrun::cli
