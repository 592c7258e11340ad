// A check that can be gone on with: the file of --checkpoint and --resume.
//
// One line, "frontrun-checkpoint/1 " and the SHA-256 of the rest, then a CBOR document (RFC 8949).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "engine/checkpoint.hpp"

namespace frontrun::cli {

/// An exploration by DPOR, and what it depends on.
struct SavedCheck {
  std::string frontrun;  ///< the version that wrote it
  std::string python;    ///< the version of its interpreter

  std::filesystem::path scenario;                        ///< absolute; in the file relative to the file's folder
  std::string sha256;                                    ///< of the scenario
  std::map<std::filesystem::path, std::string> modules;  ///< SHA-256 of the files of all that it imports; absolute
  std::vector<std::string> include;                      ///< which code is traced
  std::vector<std::string> exclude;
  std::vector<std::string> learned;   ///< embed::PythonProgram::learned()
  std::vector<std::string> warnings;  ///< so far
  SwitchPoints switch_points = SwitchPoints::opcode;
  Timeouts timeouts = Timeouts::lazy;
  std::uint64_t max_steps = 0;

  engine::Checkpoint exploration;
};

/// Writes it, atomically. Throws UsageError.
void save_checkpoint(const SavedCheck& check, const std::filesystem::path& path);

/// Reads `path`. Throws UsageError for what is no checkpoint, or a part of one, or was made by another version of frontrun
/// or Python, or of a scenario that has changed since.
SavedCheck load_checkpoint(const std::filesystem::path& path);

/// The options with which a check goes on: those that decide what is explored are the checkpoint's.
CheckOptions resumed(const CheckOptions& options, const SavedCheck& check);

/// When is it time for the next one? Where saving takes long, more seldom: it takes 1/50 of the time at most.
class CheckpointTimer {
 public:
  /// 0 seconds: after every execution.
  explicit CheckpointTimer(double seconds) : interval_(seconds) {}

  bool due() const { return interval_.count() == 0 || Clock::now() >= next_; }
  void begin_save() { begun_ = Clock::now(); }
  void end_save();

 private:
  using Clock = std::chrono::steady_clock;

  std::chrono::duration<double> interval_;
  Clock::time_point begun_;
  Clock::time_point next_;
};

}  // namespace frontrun::cli
