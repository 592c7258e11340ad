// A code object taken apart: its instructions, which of them are jumps, and how deep the value stack is before each.
#pragma once

#include <Python.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "embed/cpython/code_tables.hpp"

namespace frontrun::embed::cpython {

/// An instruction with its EXTENDED_ARGs in front and its inline caches behind. Positions are code units.
struct Op {
  int opcode = 0;
  std::uint32_t arg = 0;
  std::uint32_t first = 0;     ///< where its EXTENDED_ARGs begin
  std::uint32_t extended = 0;  ///< how many of them there are
  std::uint32_t caches = 0;
  std::int64_t target = -1;  ///< of a jump: an index into the list of instructions

  std::uint32_t end() const { return first + extended + 1 + caches; }
};

/// What a jump does; none of 3.11's jumps has inline caches, and all are relative to the unit behind them.
enum class Jump : std::uint8_t { none, forward, backward };
Jump jump_of(int opcode);

/// Null where a jump leads between two instructions. Throws std::bad_alloc.
std::optional<std::vector<Op>> disassemble(PyCodeObject* code);

/// The number of values on the stack before each instruction; -1: it is never reached. Null if two ways to one instruction
/// disagree, or an instruction is unknown: then nothing may rely on depths.
std::optional<std::vector<int>> stack_depths(const std::vector<Op>& ops, const std::vector<Handler>& handlers);

}  // namespace frontrun::embed::cpython
