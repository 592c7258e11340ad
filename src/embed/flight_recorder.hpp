// What a process was doing when it ended: who has stepped in its current execution, in memory that outlives it.
//
// Made before a fork and shared with the child, which writes; the parent reads, while the child runs and when it has ended.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/sync_model.hpp"

namespace frontrun::embed {

class FlightRecorder {
 public:
  /// Whose code runs.
  enum class Phase : std::uint8_t {
    none,       ///< frontrun's own
    loading,    ///< the scenario is imported
    setup,      ///< setup()
    threads,    ///< a thread: that of the last step, or one on the way to its first
    invariant,  ///< invariant()
    tear_down,  ///< finalisers, and whatever else runs as the execution's objects go
  };

  /// Has room for the steps of executions of `max_steps` (0: of any length) as far as address space goes. Memory is taken as
  /// it is written to. Throws std::system_error.
  explicit FlightRecorder(std::uint64_t max_steps);
  ~FlightRecorder();
  FlightRecorder(const FlightRecorder&) = delete;
  FlightRecorder& operator=(const FlightRecorder&) = delete;

  // ---- the child ---------------------------------------------------------------------------------------------------------

  /// Executions are counted from here on: `before` is how many an exploration that goes on has had.
  void explore(std::uint64_t before) {
    set(page_->executions, before);
    page_->explored.store(false, std::memory_order_relaxed);
  }
  /// An exploration is over: executions from now on serve its reports.
  void explored() { page_->explored.store(true, std::memory_order_relaxed); }
  void begin_execution() {
    set(page_->executions, executions() + 1);
    set(page_->steps, 0);
  }
  void step(engine::ThreadId thread) {
    const std::uint64_t step = page_->steps.load(std::memory_order_relaxed);
    if (step < capacity_) steps_[step] = thread;
    set(page_->steps, step + 1);
  }
  /// PythonProgram::learned(), as far as there is room.
  void learn(const std::vector<std::string>& facts);

  // ---- the parent --------------------------------------------------------------------------------------------------------

  Phase phase() const { return page_->phase.load(std::memory_order_acquire); }
  std::uint64_t executions() const { return page_->executions.load(std::memory_order_acquire); }
  std::uint64_t steps_taken() const { return page_->steps.load(std::memory_order_acquire); }
  bool has_explored() const { return page_->explored.load(std::memory_order_acquire); }
  /// Of the current execution.
  std::span<const engine::ThreadId> steps() const;
  std::vector<std::string> learned() const;

 private:
  friend class RecordedPhase;
  static constexpr std::size_t kFacts = 1 << 20;
  struct Page {
    std::atomic<std::uint64_t> executions;
    std::atomic<std::uint64_t> steps;
    std::atomic<Phase> phase;
    std::atomic<bool> explored;
    std::atomic<std::uint32_t> facts;  ///< how many bytes of learned
    char learned[kFacts];              ///< each fact followed by a null character
  };

  /// Not a read-modify-write: one process writes. Released, so that no compiler moves it past the code that may crash.
  static void set(std::atomic<std::uint64_t>& number, std::uint64_t value) {
    number.store(value, std::memory_order_release);
  }

  std::uint64_t capacity_;  ///< steps
  std::size_t bytes_;
  Page* page_;
  engine::ThreadId* steps_;
};

/// Says for as long as it lives that this phase runs. Without a recorder it does nothing.
class RecordedPhase {
 public:
  RecordedPhase(FlightRecorder* recorder, FlightRecorder::Phase phase) : recorder_(recorder) { enter(phase); }
  ~RecordedPhase() { enter(FlightRecorder::Phase::none); }
  RecordedPhase(const RecordedPhase&) = delete;
  RecordedPhase& operator=(const RecordedPhase&) = delete;

 private:
  void enter(FlightRecorder::Phase phase) {
    if (recorder_ != nullptr) recorder_->page_->phase.store(phase, std::memory_order_release);
  }
  FlightRecorder* recorder_;
};

}  // namespace frontrun::embed
