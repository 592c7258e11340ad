#include "cli/divergence_text.hpp"

#include <fmt/format.h>

#include "cli/report_text.hpp"
#include "cli/text.hpp"

namespace frontrun::cli {

std::string divergence_text(const engine::Divergence::Difference& difference, const std::string& scenario,
                            const Colour& colour) {
  std::string text =
      headline(colour.doubtful("NOT DETERMINISTIC"), "the same schedule had it do something else", scenario) + "\n";
  if (difference.step == 0) {
    text += "  after all the same steps\n";
  } else {
    const std::string whose = difference.thread.empty() ? "" : fmt::format(" of {}", printable(difference.thread));
    text += fmt::format(
        "  step {}{}, {}\n", difference.step, whose,
        difference.step == 1 ? "the first" : fmt::format("after the same {}", counted(difference.step - 1, "step")));
  }
  text += fmt::format("    before  {}\n    now     {}\n", printable(difference.before), printable(difference.now));
  for (const std::string& cause : difference.causes) text += fmt::format("  likely cause: {}\n", printable(cause));
  if (difference.causes.empty()) {
    text += "  no usual cause was found in it; look for real time, randomness from outside, state that outlives setup()\n";
  }
  return text;
}

}  // namespace frontrun::cli
