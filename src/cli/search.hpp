// How the schedules are chosen: the strategy with its settings, as options, in words, and made.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/strategy.hpp"

namespace frontrun::cli {

enum class StrategyName : std::uint8_t { dpor, random, pct, pos, portfolio };

/// "dpor", "random", "pct", "pos", "portfolio".
std::string_view to_string(StrategyName strategy);

struct Search {
  StrategyName strategy = StrategyName::dpor;
  std::uint64_t seed = 0;                           ///< of the random strategies
  std::uint32_t depth = 3;                          ///< of PCT
  std::optional<std::uint64_t> preemption_bound{};  ///< at most so many preemptions; dpor becomes another search then
};

std::unique_ptr<engine::Strategy> make_strategy(const Search& search);

/// Does it draw its schedules at random, without an end?
inline bool is_random(const Search& search) { return search.strategy != StrategyName::dpor; }

/// Does it make use of Search::depth?
inline bool uses_depth(const Search& search) {
  return search.strategy == StrategyName::pct || search.strategy == StrategyName::portfolio;
}

/// "dpor", "preemption-bounding", "pct".
std::string_view name(const Search& search);

/// "pct, depth 3, seed 0".
std::string describe(const Search& search);

/// Which one has made the `execution`-th execution (1-based): the strategy itself, or a portfolio's member.
std::string_view author(const Search& search, std::uint64_t execution);

/// As describe(), of the `execution`-th execution (1-based): "pos (portfolio, depth 3, seed 0)".
std::string describe(const Search& search, std::uint64_t execution);

}  // namespace frontrun::cli
