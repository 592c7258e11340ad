#include "engine/inevitable.hpp"

#include <bit>

#include "engine/strategy.hpp"

namespace frontrun::engine {

namespace {

/// The same program, of which those executions fail that come to a good end: so that exploring it stops at the first one.
class GoodEnds : public Program {
 public:
  explicit GoodEnds(Program& inner) : inner_(inner) {}

  void begin() override { inner_.begin(); }
  std::span<const ThreadView> threads() const override { return inner_.threads(); }
  void step(ThreadId thread) override { inner_.step(thread); }
  bool advance_time() override { return inner_.advance_time(); }
  const Failure* end(Ending ending) override {
    return inner_.end(ending) == nullptr && ending == Ending::complete ? &good_ : nullptr;
  }
  bool bounded() const override { return inner_.bounded(); }
  std::string site_text(std::uint32_t site) const override { return inner_.site_text(site); }
  OperationText describe(ThreadId thread) override { return inner_.describe(thread); }
  std::vector<std::string> suspects() override { return inner_.suspects(); }
  std::string thread_name(ThreadId thread) const override { return inner_.thread_name(thread); }

 private:
  Program& inner_;
  Failure good_;
};

/// Do all continuations of a prefix fail? Nullopt: not known.
std::optional<bool> all_fail(Program& program, std::span<const ThreadId> prefix, std::uint64_t max_executions,
                             const InevitableOptions& options) {
  GoodEnds good_ends(program);
  const Exploration explored =
      explore(good_ends, *make_dpor({prefix.begin(), prefix.end()}),
              {.limits = {.max_executions = max_executions, .max_steps = options.max_steps, .time_limit = 0},
               .keep_going = false,
               .atomic_blocks = options.atomic_blocks ? AtomicBlocks::required : AtomicBlocks::ignored,
               .only = nullptr,
               .interrupted = options.interrupted,
               .progress = {}});
  if (!explored.failures.empty()) return false;
  return explored.exhaustive ? std::optional(true) : std::nullopt;
}

}  // namespace

std::optional<std::size_t> inevitable_after(Program& program, std::span<const ThreadId> steps,
                                            const InevitableOptions& options) {
  const std::uint64_t questions = std::bit_width(steps.size()) + 1;
  const std::uint64_t max_executions = options.max_operations / (questions * (steps.size() + 1)) + 1;
  // What is inevitable after some steps is so after more of them: a binary search.
  std::size_t avoidable = 0;  // all shorter prefixes have a continuation that does not fail
  std::size_t inevitable = steps.size();
  while (avoidable < inevitable) {
    const std::size_t middle = avoidable + (inevitable - avoidable) / 2;
    const std::optional<bool> fails = all_fail(program, steps.first(middle), max_executions, options);
    if (!fails) return std::nullopt;
    if (*fails) {
      inevitable = middle;
    } else {
      avoidable = middle + 1;
    }
  }
  return inevitable;
}

}  // namespace frontrun::engine
