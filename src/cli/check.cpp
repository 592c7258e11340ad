#include "cli/check.hpp"

#include <fmt/format.h>

#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "cli/check_scenario.hpp"
#include "cli/checkpoint.hpp"
#include "cli/child_process.hpp"
#include "cli/problem.hpp"

namespace frontrun::cli {
namespace {

namespace fs = std::filesystem;

/// Where each scenario's counterexample goes: named after it, in the current folder, numbered where two would be the same.
std::vector<fs::path> counterexample_paths(const CheckOptions& options) {
  if (options.counterexample) return {*options.counterexample};
  std::vector<fs::path> paths;
  std::set<std::string> taken;
  for (const fs::path& scenario : options.scenarios) {
    const std::string stem = scenario.stem().string();
    std::string name = stem;
    for (int number = 2; !taken.insert(name).second; ++number) name = fmt::format("{}-{}", stem, number);
    paths.emplace_back(name + ".cex.json");
  }
  return paths;
}

/// The result of a child that ended without handing one back.
CheckResult crashed(const fs::path& scenario, const ChildOutcome& child) {
  CheckResult result;
  result.scenario = scenario.string();
  result.exit_code = ExitCode::internal_error;
  result.error = child.signal != 0
                     ? fmt::format("{}: the process that checked it was ended by signal {} ({})", scenario.string(),
                                   child.signal, strsignal(child.signal))
                     : fmt::format("{}: the process that checked it ended with status {}", scenario.string(), child.status);
  return result;
}

ExitCode check_each_in_a_child(const CheckOptions& options, JsonLines& json, Outputs outputs) {
  const std::vector<fs::path> paths = counterexample_paths(options);
  std::vector<ExitCode> codes;
  for (std::size_t i = 0; i < options.scenarios.size(); ++i) {
    const ChildOutcome child = run_in_child([&](int descriptor) {
      try {
        const CheckResult result = check_scenario(options, options.scenarios[i], paths[i], nullptr, outputs);
        write_all(descriptor, verdict_json(result));
        return result.exit_code;
      } catch (const std::exception&) {  // printing failed; the parent, having no result, says so on its own
        const Problem problem = current_problem();
        write_all(outputs.diagnostics.descriptor(), problem_text(problem));
        return problem.code;
      }
    });
    if (child.text.empty()) {
      CheckResult result = crashed(options.scenarios[i], child);
      result.search = options.search;
      result.switch_points = options.switch_points;
      result.timeouts = options.timeouts;
      outputs.diagnostics.write(problem_text({result.exit_code, result.error, {}}));
      json.add(verdict_json(result));
      codes.push_back(result.exit_code);
    } else {
      json.add(child.text);
      codes.push_back(static_cast<ExitCode>(child.status));
    }
    if (child.interrupted || codes.back() == ExitCode::interrupted) {
      codes.push_back(ExitCode::interrupted);
      break;
    }
  }
  return worst(codes);
}

ExitCode check_here(const CheckOptions& options, const SavedCheck* from, JsonLines& json, Outputs outputs) {
  const CheckResult result =
      check_scenario(options, options.scenarios.front(), counterexample_paths(options).front(), from, outputs);
  json.add(verdict_json(result));
  return result.exit_code;
}

}  // namespace

ExitCode check(const CheckOptions& options, JsonLines& json, Outputs outputs) {
  if (options.resume) {
    const SavedCheck from = load_checkpoint(*options.resume);
    return check_here(resumed(options, from), &from, json, outputs);
  }
  if (options.scenarios.size() > 1) return check_each_in_a_child(options, json, outputs);
  return check_here(options, nullptr, json, outputs);
}

}  // namespace frontrun::cli
