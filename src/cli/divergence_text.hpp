// The report of a scenario that is not deterministic: what it did, what it does now, and what may be the reason.
#pragma once

#include <string>

#include "cli/colour.hpp"
#include "engine/explore.hpp"

namespace frontrun::cli {

/// `scenario`: as the user named it. Ends with a newline.
std::string divergence_text(const engine::Divergence::Difference& difference, const std::string& scenario,
                            const Colour& colour);

}  // namespace frontrun::cli
