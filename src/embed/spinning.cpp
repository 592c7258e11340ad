#include "embed/spinning.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "embed/cpython/adapter.hpp"
#include "embed/cpython/rewrite.hpp"
#include "embed/object_kinds.hpp"

namespace frontrun::embed {
namespace {

/// Loops within loops, and within what they call, that are watched at the same time.
constexpr std::size_t kMostLoops = 32;
/// Tuples within tuples that are compared.
constexpr int kTuples = 3;

}  // namespace

void Spinning::clear() {
  loops_.clear();
  reads_.clear();
  descriptions_.clear();
  keys_.clear();
  made_.clear();
  locks_.clear();
  unsettled_ = used_ = false;
}

void Spinning::keep(PyObject* object, const Place& place, ObjectTable& objects, int depth) {
  Kept& kept = now_.emplace_back();
  if (object == nullptr) return;
  if (compares_in_c(object)) {
    kept.value = PyRef::borrow(object);
  } else if (PyTuple_CheckExact(object)) {
    kept.identity = static_cast<std::uint64_t>(PyTuple_GET_SIZE(object));
    kept.object = reinterpret_cast<PyObject*>(&PyTuple_Type);
    kept.comparable = depth > 0;
    for (Py_ssize_t i = 0; depth > 0 && i < PyTuple_GET_SIZE(object); ++i)
      keep(PyTuple_GET_ITEM(object, i), place, objects, depth - 1);
  } else {
    kept.object = object;
    kept.identity = objects.identity(object).number;
    // What cannot be marked may be a new one in the old place, unless somebody else has it.
    kept.comparable = cpython::mark(object) || Py_REFCNT(object) > cpython::references_from(place.frame, place.top, object);
  }
}

/// The frame's local variables, and what its stack holds. (Cells are locations: who writes one says so.)
void Spinning::keep_state(cpython::Frame* frame, PyObject** top, ObjectTable& objects) {
  now_.clear();
  const PyCodeObject* code = cpython::code_of(frame);
  for (int i = 0; i < code->co_nlocalsplus; ++i) {
    if (!cpython::is_cell(code, i))
      keep(cpython::local(frame, static_cast<std::uint32_t>(i)), {frame, top}, objects, kTuples);
  }
  // Iterators and exits of `with`: changes_stack() is told of what changes them. Exceptions may be new ones in the old
  // place.
  for (PyObject** slot = cpython::stack_base(frame); slot < top; ++slot) {
    Kept& kept = now_.emplace_back();
    kept.object = *slot;
    kept.comparable = *slot == nullptr || PyExceptionInstance_Check(*slot) == 0;
  }
}

bool Spinning::same(const std::vector<Kept>& a, const std::vector<Kept>& b) {
  return std::ranges::equal(a, b, [](const Kept& x, const Kept& y) {
    if (!x.comparable || !y.comparable || x.object != y.object || x.identity != y.identity) return false;
    if (x.value.get() == y.value.get()) return true;
    if (!x.value || !y.value || Py_TYPE(x.value.get()) != Py_TYPE(y.value.get())) return false;
    if (PyFloat_CheckExact(x.value.get()))  // 0.0 == -0.0
      return std::bit_cast<std::uint64_t>(PyFloat_AS_DOUBLE(x.value.get())) ==
             std::bit_cast<std::uint64_t>(PyFloat_AS_DOUBLE(y.value.get()));
    const int equal = PyObject_RichCompareBool(x.value.get(), y.value.get(), Py_EQ);
    if (equal < 0) PyErr_Clear();
    return equal == 1;
  });
}

bool Spinning::arrive(cpython::Frame* frame, PyObject** top, std::uint32_t loop, ObjectTable& objects) {
  settle();
  used_ = true;
  const std::ptrdiff_t depth = top - cpython::stack_base(frame);
  const auto known = std::find_if(loops_.begin(), loops_.end(), [&](const Loop& other) {
    return other.frame == frame && other.number == loop && other.depth == depth;
  });
  keep_state(frame, top, objects);
  bool idle = false;
  if (known == loops_.end()) {
    if (loops_.size() == kMostLoops) return false;
    loops_.push_back({frame, loop, depth});
  } else {
    idle = !known->changed && known->locks == locks_.size() && same(known->state, now_);
    loops_.erase(known + 1, loops_.end());
  }
  if (loops_.size() == 1 && !idle) {
    reads_.clear();
    descriptions_.clear();
    keys_.clear();
    made_.clear();
    locks_.clear();
  }
  Loop& here = loops_.back();
  idle_from_ = here.first_read;
  here.changed = false;
  here.locks = locks_.size();
  here.first_read = reads_.size();
  here.first_made = made_.size();
  here.state.swap(now_);
  return idle;
}

void Spinning::settle() {
  if (std::exchange(unsettled_, false)) changes();
}

void Spinning::performs(std::span<const engine::Access> accesses, const Description& what) {
  settle();
  if (accesses.empty()) {  // a matter of order: who has been woken, say
    changes();
    return;
  }
  last_.clear();
  for (const engine::Access access : accesses) {
    const auto own = std::find_if(made_.rbegin(), made_.rend(), [&](const Generator& generator) {
      return generator.state.location() == access.location();
    });
    if (own == made_.rend()) {
      last_.push_back(access);
    } else {
      uses(static_cast<std::size_t>(made_.rend() - own));
    }
  }
  last_what_ = what;
  unsettled_ = true;
  if (std::ranges::none_of(last_, [](engine::Access access) { return access.writes(); })) in_vain();
}

void Spinning::in_vain() {
  if (!std::exchange(unsettled_, false)) return;
  Description& what = descriptions_.emplace_back(last_what_);
  if (what.key != nullptr && compares_in_c(what.key)) {
    keys_.push_back(PyRef::borrow(what.key));
  } else {
    what.key = nullptr;
  }
  for (const engine::Access access : last_) reads_.push_back({access, descriptions_.size() - 1});
}

void Spinning::takes(std::uint64_t lock) {
  settle();
  locks_.push_back(lock);
}

void Spinning::gives(std::uint64_t lock) {
  settle();
  const auto taken = std::find(locks_.rbegin(), locks_.rend(), lock);
  if (taken == locks_.rend()) {  // before all of the loops, or by another thread
    changes();
    return;
  }
  const auto before = static_cast<std::size_t>(locks_.rend() - taken) - 1;  // how many it held then
  locks_.erase(locks_.begin() + static_cast<std::ptrdiff_t>(before));
  for (Loop& loop : loops_) {
    if (loop.locks <= before) continue;
    loop.changed = true;
    --loop.locks;
  }
}

void Spinning::noticed(std::uint64_t lock) {
  const auto taken = std::find(locks_.begin(), locks_.end(), lock);
  const auto before = static_cast<std::size_t>(taken - locks_.begin());
  for (Loop& loop : loops_) loop.changed = loop.changed || (taken != locks_.end() && loop.locks <= before);
}

void Spinning::changes() {
  for (Loop& loop : loops_) {
    loop.changed = true;
    loop.first_read = loop.first_made = 0;
  }
  reads_.clear();
  descriptions_.clear();
  keys_.clear();
  made_.clear();
}

void Spinning::changes_stack(const cpython::Frame* frame, std::ptrdiff_t depth) {
  for (Loop& loop : loops_) loop.changed = loop.changed || (loop.frame == frame && loop.depth > depth);
}

void Spinning::resumes(PyObject* generator) {
  const auto found =
      std::find_if(made_.rbegin(), made_.rend(), [&](const Generator& made) { return made.object == generator; });
  uses(static_cast<std::size_t>(made_.rend() - found));
}

/// The generator that was made as the `made`-th changes; 0: one that was made before all of the loops.
void Spinning::uses(std::size_t made) {
  for (Loop& loop : loops_) loop.changed = loop.changed || made <= loop.first_made;
}

bool Spinning::runs_loop(const cpython::Frame* frame) const {
  return std::ranges::any_of(loops_, [&](const Loop& loop) { return loop.frame == frame; });
}

void Spinning::written(const engine::Operation& operation, const Write& write) {
  for (Read& read : reads_) {
    if (read.written.by != engine::kNoThread) continue;
    const auto hits = [&](engine::Access access) { return access.writes() && access.location() == read.access.location(); };
    if (std::ranges::any_of(operation.accesses(), hits)) read.written = write;
  }
}

}  // namespace frontrun::embed
