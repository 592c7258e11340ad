// Diagnostics on standard error, by spdlog.
#pragma once

namespace frontrun::cli {

/// `verbose`: spdlog::debug() and worse are shown, else warnings and worse.
void set_up_logging(bool verbose);

}  // namespace frontrun::cli
