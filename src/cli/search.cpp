#include "cli/search.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "engine/random.hpp"

namespace frontrun::cli {
namespace {

constexpr std::array kMembers{StrategyName::random, StrategyName::pct, StrategyName::pos};  ///< of the portfolio

std::unique_ptr<engine::Strategy> make_portfolio(const Search& search) {
  engine::Random seeds(search.seed);
  std::vector<std::unique_ptr<engine::Strategy>> strategies;
  for (const StrategyName member : kMembers) {
    strategies.push_back(make_strategy({.strategy = member, .seed = seeds.next(), .depth = search.depth}));
  }
  return engine::make_portfolio(std::move(strategies));
}

}  // namespace

std::string_view to_string(StrategyName strategy) {
  switch (strategy) {
    case StrategyName::dpor:
      return "dpor";
    case StrategyName::random:
      return "random";
    case StrategyName::pct:
      return "pct";
    case StrategyName::pos:
      return "pos";
    case StrategyName::portfolio:
      break;
  }
  return "portfolio";
}

std::unique_ptr<engine::Strategy> make_strategy(const Search& search) {
  switch (search.strategy) {
    case StrategyName::dpor:
      return search.preemption_bound ? engine::make_preemption_bounding(*search.preemption_bound) : engine::make_dpor();
    case StrategyName::random:
      return engine::make_random_walk(search.seed);
    case StrategyName::pct:
      return engine::make_pct(search.seed, search.depth);
    case StrategyName::pos:
      return engine::make_pos(search.seed);
    case StrategyName::portfolio:
      break;
  }
  return make_portfolio(search);
}

std::string describe(const Search& search) {
  return fmt::format("{}{}, seed {}", to_string(search.strategy),
                     uses_depth(search) ? fmt::format(", depth {}", search.depth) : "", search.seed);
}

std::string_view name(const Search& search) {
  return search.preemption_bound ? "preemption-bounding" : to_string(search.strategy);
}

std::string_view author(const Search& search, std::uint64_t execution) {
  if (search.strategy != StrategyName::portfolio) return name(search);
  return to_string(kMembers[(execution - 1) % kMembers.size()]);
}

std::string describe(const Search& search, std::uint64_t execution) {
  if (search.strategy != StrategyName::portfolio) return describe(search);
  return fmt::format("{} ({})", author(search, execution), describe(search));
}

}  // namespace frontrun::cli
