// A visible operation: what a logical thread is parked before, and what the engine knows of it.
//
// The engine never learns what a location *is*. It sees keys, and compares them for equality within one execution.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "engine/sync_model.hpp"

namespace frontrun::engine {

/// One read or write of one location, in eight bytes.
///
/// `key` identifies the location within one execution (61 bits are kept). Two different locations may share a key: that
/// is a false dependence, which costs executions and misses nothing. A location is *stable* when equal keys mean the
/// same location in every execution of the program, in every process; only such keys may be compared between executions.
class Access {
 public:
  Access() = default;
  static constexpr Access read(std::uint64_t key, bool stable = false) { return Access(key, stable, false); }
  static constexpr Access write(std::uint64_t key, bool stable = false) { return Access(key, stable, true); }

  /// A read of what decides which other locations the operation touches (see Operation::tentative).
  static constexpr Access deciding_read(std::uint64_t key, bool stable = false) {
    return Access(Access(key, stable, false).bits_ | kDecides);
  }
  /// Of the same location.
  constexpr Access as_deciding_read() const { return Access((bits_ & ~std::uint64_t{1}) | kDecides); }

  /// The location, comparable within one execution.
  constexpr std::uint64_t location() const { return bits_ & ~(kDecides | 3); }
  constexpr bool stable() const { return (bits_ & 2) != 0; }
  constexpr bool writes() const { return (bits_ & 1) != 0; }
  constexpr bool decides() const { return (bits_ & kDecides) != 0; }

  bool operator==(const Access&) const = default;

  /// All of it, for another process.
  constexpr std::uint64_t bits() const { return bits_; }
  static constexpr Access from_bits(std::uint64_t bits) { return Access(bits); }

 private:
  explicit constexpr Access(std::uint64_t bits) : bits_(bits) {}
  constexpr Access(std::uint64_t key, bool stable, bool write)
      : bits_(key << 3 | static_cast<std::uint64_t>(stable) << 1 | static_cast<std::uint64_t>(write)) {}
  static constexpr std::uint64_t kDecides = 4;
  std::uint64_t bits_ = 0;
};

/// Do two accesses of different threads conflict?
constexpr bool conflict(Access a, Access b) { return a.location() == b.location() && (a.writes() || b.writes()); }

/// What a thread does in one step. Trivially copyable; `more` points into memory that the program keeps until the end of
/// the execution.
///
/// A synchronisation operation has its object among its accesses (a write, or a read where two of its kind commute), so
/// that dependence is a matter of accesses alone; `sync` and `object` say when it is enabled.
struct Operation {
  static constexpr std::size_t kInline = 3;

  union {
    std::array<Access, kInline> few{};  ///< the accesses, where there are at most kInline
    const Access* more;                 ///< all of them, where there are more
  };
  std::uint32_t count = 0;  ///< how many accesses
  std::uint32_t site = 0;   ///< the place in the program, the same number in every execution (see Program::site_text)
  const SyncState* object = nullptr;  ///< the live state of the synchronisation object, or null
  std::int32_t operand = 0;           ///< as the kind has it: a queue's capacity, the event that wakes
  ThreadId peer = kNoThread;  ///< the thread joined (SyncKind::join; kNoThread: the object tells), or that wakes this one
                              ///< (SyncKind::wake)
  SyncKind sync = SyncKind::none;
  bool barrier = false;  ///< ordered after all that came before it and before all that follows (an expired timeout)
  /// Its accesses may become others while it is parked, as other threads step: which item `x[-1]` is, on which class an
  /// attribute is found. What decides that has to be among its accesses, as deciding reads (next to a write, where it also
  /// writes that location).
  bool tentative = false;
  /// The real program would not be made to switch to another thread between the thread's previous operation and this one,
  /// unless this one has to wait (see atomic_blocks.hpp). Exploration does not care.
  bool glued = false;

  std::span<const Access> accesses() const { return {count <= kInline ? few.data() : more, count}; }
  /// Makes these the accesses; where there are many, it refers to them.
  void refer_to(std::span<const Access> accesses) {
    count = static_cast<std::uint32_t>(accesses.size());
    if (count > kInline) {
      more = accesses.data();
      return;
    }
    static_assert(kInline == 3);  // one by one: a loop would become a call
    if (count > 0) few[0] = accesses[0];
    if (count > 1) few[1] = accesses[1];
    if (count > 2) few[2] = accesses[2];
  }
};

/// Does `writer` write a location that decides what a tentative operation touches?
inline bool overwrites(const Operation& writer, const Operation& reader) {
  if (writer.barrier || reader.barrier) return true;
  for (const Access x : writer.accesses()) {
    for (const Access y : reader.accesses()) {
      if (x.writes() && y.decides() && conflict(x, y)) return true;
    }
  }
  return false;
}

/// Do two operations of different threads not commute?
inline bool dependent(const Operation& a, const Operation& b) {
  if (a.barrier || b.barrier) return true;
  for (const Access x : a.accesses()) {
    for (const Access y : b.accesses()) {
      if (conflict(x, y)) return true;
    }
  }
  return false;
}

}  // namespace frontrun::engine
