#include "cli/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <utility>

namespace frontrun::cli {

void set_up_logging(bool verbose) {
  auto logger = std::make_shared<spdlog::logger>("frontrun", std::make_shared<spdlog::sinks::stderr_sink_st>());
  logger->set_pattern("frontrun: %v");
  logger->set_level(verbose ? spdlog::level::debug : spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace frontrun::cli
