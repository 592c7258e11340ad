#include "cli/progress.hpp"

#include <fmt/format.h>

#include "cli/text.hpp"

namespace frontrun::cli {
namespace {

constexpr char kEraseLine[] = "\r\x1b[K";

}  // namespace

Progress::~Progress() {
  if (!drawn_) return;
  write_all(output_.descriptor(), kEraseLine);  // a terminal that has gone meanwhile is no reason to fail here
}

void Progress::update(const engine::Statistics& statistics) {
  if (!shown_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kInterval;
  drawn_ = true;
  const double rate = statistics.seconds > 0 ? static_cast<double>(statistics.executions) / statistics.seconds : 0;
  const std::string line = fmt::format(
      "{}, {}/s, {}, depth {}, {}", counted(statistics.executions, "execution"), grouped(static_cast<std::uint64_t>(rate)),
      counted(statistics.traces, "distinct trace"), grouped(statistics.depth), duration(statistics.seconds));
  output_.write(kEraseLine + shortened(line, output_.columns() - 1));
}

}  // namespace frontrun::cli
