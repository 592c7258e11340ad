#include "cli/stepping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <string>

#include "cli/text.hpp"
#include "cli/trace_table.hpp"
#include "engine/explore.hpp"

namespace frontrun::cli {
namespace {

constexpr std::size_t kMaxValueWidth = 40;

/// The program, which shows its threads before every step and asks.
class Stepping : public engine::Program {
 public:
  Stepping(embed::PythonProgram& inner, std::filesystem::path folder, Output& output)
      : inner_(inner), folder_(std::move(folder)), output_(output) {}

  void begin() override { inner_.begin(); }
  std::span<const engine::ThreadView> threads() const override { return inner_.threads(); }
  void step(engine::ThreadId thread) override {
    ++step_;
    if (asking_) {
      show(thread);
      ask();
    }
    inner_.step(thread);
  }
  bool advance_time() override { return inner_.advance_time(); }
  const engine::Failure* end(engine::Ending ending) override { return inner_.end(ending); }
  std::string site_text(std::uint32_t site) const override { return inner_.site_text(site); }
  engine::OperationText describe(engine::ThreadId thread) override { return inner_.describe(thread); }
  std::vector<std::string> suspects() override { return inner_.suspects(); }
  std::string thread_name(engine::ThreadId thread) const override { return inner_.thread_name(thread); }

 private:
  void show(engine::ThreadId chosen) {
    const auto threads = inner_.threads();
    std::size_t names = 0;
    for (engine::ThreadId thread = 0; thread < threads.size(); ++thread)
      names = std::max(names, display_width(printable(inner_.thread_name(thread))));
    std::string text = fmt::format("step {}: {}\n", step_, printable(inner_.thread_name(chosen)));
    for (engine::ThreadId thread = 0; thread < threads.size(); ++thread) {
      text += fmt::format(" {} {}  {}\n", thread == chosen ? ">" : " ", padded(printable(inner_.thread_name(thread)), names),
                          next_of(threads[thread], thread));
      if (threads[thread].status != engine::ThreadStatus::live) continue;
      std::string locals;
      for (const auto& [name, value] : inner_.locals(thread))
        locals += fmt::format("{}{} = {}", locals.empty() ? "" : ", ", name, shortened(printable(value), kMaxValueWidth));
      if (!locals.empty()) text += std::string(names + 5, ' ') + locals + "\n";
    }
    output_.write(text);
  }

  /// What a thread does next, in words.
  std::string next_of(const engine::ThreadView& view, engine::ThreadId thread) {
    if (view.status == engine::ThreadStatus::ended) return "has ended";
    if (view.status == engine::ThreadStatus::absent) return "is not started";
    const engine::OperationText next = inner_.describe(thread);
    std::string text = view.enabled() ? "" : "waits: ";
    text += printable(next.location.empty() ? next.operation : next.operation + " " + next.location);
    if (!next.value.empty()) text += " = " + shortened(printable(next.value), kMaxValueWidth);
    if (next.line > 0)
      text += fmt::format("   {}:{}  {}", printable(short_file_name(next.file, folder_)), next.line, printable(next.source));
    return text;
  }

  void ask() {
    output_.write("Enter: this step, c: all of them, q: no more ");
    std::string answer;
    const bool answered = static_cast<bool>(std::getline(std::cin, answer));
    if (embed::interrupted() || answer == "q") throw engine::Interruption();
    if (!answered || answer == "c") asking_ = false;
    output_.write("\n");
  }

  embed::PythonProgram& inner_;
  std::filesystem::path folder_;
  Output& output_;
  std::uint64_t step_ = 0;
  bool asking_ = true;
};

}  // namespace

void step_through(embed::PythonProgram& program, const engine::Schedule& schedule, std::uint64_t max_steps,
                  const std::filesystem::path& folder, Output& output) {
  Stepping stepping(program, folder, output);
  if (engine::replay(stepping, schedule, {.max_steps = max_steps}, false, embed::interrupted).interrupted)
    throw engine::Interruption();
}

}  // namespace frontrun::cli
