#include <utility>

#include "engine/strategy.hpp"

namespace frontrun::engine {

namespace {

class Portfolio final : public Strategy {
 public:
  explicit Portfolio(std::vector<std::unique_ptr<Strategy>> members) : members_(std::move(members)) {}

  bool begin_execution() override {
    current_ = next_;
    next_ = (next_ + 1) % members_.size();
    return members_[current_]->begin_execution();
  }
  std::optional<ThreadId> choose(std::span<const ThreadView> threads, const Trace& trace) override {
    return members_[current_]->choose(threads, trace);
  }
  void end_execution(std::span<const ThreadView> threads, const Trace& trace, Ending ending) override {
    members_[current_]->end_execution(threads, trace, ending);
  }
  bool exhaustive() const override { return false; }

 private:
  std::vector<std::unique_ptr<Strategy>> members_;
  std::size_t current_ = 0;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<Strategy> make_portfolio(std::vector<std::unique_ptr<Strategy>> members) {
  return std::make_unique<Portfolio>(std::move(members));
}

}  // namespace frontrun::engine
