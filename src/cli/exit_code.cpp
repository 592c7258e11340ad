#include "cli/exit_code.hpp"

#include <algorithm>
#include <array>

namespace frontrun::cli {

ExitCode worst(std::span<const ExitCode> codes) {
  static constexpr std::array kFromBest{ExitCode::nothing_found, ExitCode::budget_used_up,    ExitCode::violation,
                                        ExitCode::usage,         ExitCode::not_deterministic, ExitCode::internal_error,
                                        ExitCode::interrupted};
  const auto rank = [](ExitCode code) { return std::ranges::find(kFromBest, code) - kFromBest.begin(); };
  return codes.empty() ? ExitCode::nothing_found : *std::ranges::max_element(codes, {}, rank);
}

}  // namespace frontrun::cli
