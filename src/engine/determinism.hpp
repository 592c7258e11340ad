// Notices when a program does something else than last time after the same steps.
//
// As long as an execution follows the steps of the one before, the operations must be the same: the place in the program,
// the kind of synchronisation, and the number of accesses. (Not the locations: their identity ends with the execution.)
#pragma once

#include <cstdint>
#include <vector>

#include "engine/program.hpp"

namespace frontrun::engine {

class DeterminismCheck {
 public:
  explicit DeterminismCheck(Program& program) : program_(program) { steps_.reserve(64); }

  /// Before each execution.
  void begin();

  /// Before `thread` takes a step that the strategy chose. Throws Divergence if it is another than last time, or cannot
  /// be taken. Returns whether all steps so far, with this one, are those of the execution before.
  bool step(ThreadId thread, std::span<const ThreadView> threads);

  /// When no thread can step any more. Throws Divergence if one could last time.
  void end();

  /// Instead of end(), where threads can step in whose stead the execution was over last time. Throws Divergence.
  [[noreturn]] void goes_on(std::span<const ThreadView> threads) const;

 private:
  struct Step {
    ThreadId thread;
    std::uint32_t site;
    std::uint32_t accesses;
    SyncKind sync;
    bool operator==(const Step&) const = default;
  };

  [[noreturn]] void diverge(ThreadId thread, const ThreadView* now) const;

  Program& program_;
  std::vector<Step> steps_;  ///< of this execution up to next_, of the one before from there on
  std::size_t next_ = 0;
  bool following_ = false;  ///< every step so far was that of the execution before
};

}  // namespace frontrun::engine
