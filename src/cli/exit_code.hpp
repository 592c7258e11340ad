// What the process tells its parent. Documented in README.md; never renumbered.
#pragma once

#include <span>

namespace frontrun::cli {

enum class ExitCode : int {
  nothing_found = 0,      ///< no violation; also --help, --version, a shrink that did its work
  violation = 1,          ///< a violation was found, or a replay failed
  usage = 2,              ///< wrong use, a broken scenario or counterexample, an output that cannot be written
  budget_used_up = 3,     ///< --require-exhaustive, and a limit ended the exploration before anything was found
  not_deterministic = 4,  ///< the same schedule met other operations than before
  internal_error = 70,    ///< a defect of frontrun's own
  interrupted = 130,      ///< Ctrl-C; what was found until then has been printed and written
};

/// The code of a run over several scenarios: the one that a reader must see first. A run that could not judge something
/// outranks a violation, since its other verdicts do not cover everything.
ExitCode worst(std::span<const ExitCode> codes);

}  // namespace frontrun::cli
