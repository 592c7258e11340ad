#include "engine/fake_program.hpp"

#include <numeric>

namespace frontrun::engine::test {

namespace {

constexpr int kObjects = 100;  // the location of synchronisation object 0

const char* const kNames[] = {
    "read",  "write",  "store",   "branch",        "stop_if_zero", "read_chosen", "write_chosen",      "copy",
    "sweep", "follow", "acquire", "try_acquire",   "release",      "locked",      "semaphore_acquire", "semaphore_release",
    "set",   "wait",   "clear",   "timed_acquire", "start",        "join"};

}  // namespace

SyncKind sync_kind(Do what) {
  switch (what) {
    case Do::acquire:
    case Do::timed_acquire:
      return SyncKind::acquire;
    case Do::try_acquire:
      return SyncKind::try_acquire;
    case Do::release:
      return SyncKind::release;
    case Do::semaphore_acquire:
      return SyncKind::semaphore_acquire;
    case Do::semaphore_release:
      return SyncKind::semaphore_release;
    case Do::set:
      return SyncKind::event_set;
    case Do::wait:
      return SyncKind::event_wait;
    case Do::clear:
      return SyncKind::event_clear;
    case Do::start:
      return SyncKind::start;
    case Do::join:
      return SyncKind::join;
    default:
      return SyncKind::none;
  }
}

Machine::Machine(const Code& program) : code(&program), threads(program.size()), ends(program.size()) {
  for (const auto& ops : program) {
    for (const Op& op : ops) {
      if (op.what == Do::start) threads[static_cast<std::size_t>(op.n)].started = false;
    }
  }
  for (std::size_t t = 0; t < program.size(); ++t) ends[t].value = program[t].empty();
}

std::optional<Op> Machine::pending(ThreadId thread) const {
  const Thread& t = threads[thread];
  const std::vector<Op>& ops = (*code)[thread];
  if (!t.started || t.pc >= ops.size()) return std::nullopt;
  Op op = ops[t.pc];
  if (op.what == Do::read_chosen) op = {Do::read, t.chosen, 0, op.glued};
  if (op.what == Do::write_chosen) op = {Do::write, t.chosen, 0, op.glued};
  if (op.what == Do::follow) op.n = values[static_cast<std::size_t>(op.place)] % 2 == 0 ? 2 : 3;
  return op;
}

bool Machine::enabled(ThreadId thread) const {
  const std::optional<Op> op = pending(thread);
  if (!op) return false;
  if (op->what == Do::join) return ends[static_cast<std::size_t>(op->n)].value > 0;
  return threads[thread].expired || engine::enabled(sync_kind(op->what), objects[static_cast<std::size_t>(op->place)]);
}

bool Machine::any_enabled() const {
  for (ThreadId t = 0; t < threads.size(); ++t) {
    if (enabled(t)) return true;
  }
  return false;
}

bool Machine::expire() {
  for (ThreadId t = 0; t < threads.size(); ++t) {
    const std::optional<Op> op = pending(t);
    if (op && op->what == Do::timed_acquire) return threads[t].expired = true;
  }
  return false;
}

void Machine::step(ThreadId thread) {
  const Op op = *pending(thread);
  Thread& t = threads[thread];
  trace.push_back({thread, t.count, op, t.expired});
  ++t.count;
  ++t.pc;
  const auto place = static_cast<std::size_t>(op.place);
  const auto n = static_cast<std::size_t>(op.n);
  std::int64_t& value = values[place];
  SyncState& object = objects[place];
  switch (op.what) {
    case Do::read:
      t.reg = value;
      break;
    case Do::write:
      ++value;
      break;
    case Do::store:
      value = t.reg + 1;
      break;
    case Do::branch:
      t.chosen = static_cast<int>(value % 2);
      t.pc += value % 2 != 0 ? 0 : n;
      break;
    case Do::stop_if_zero:
      if (value == 0) t.pc = (*code)[thread].size();
      break;
    case Do::copy:
      values[n] = value;
      break;
    case Do::follow:
      ++values[n];
      break;
    case Do::sweep:
      t.reg = std::accumulate(values.begin(), values.begin() + 4, std::int64_t{0});
      break;
    case Do::try_acquire:
      t.pc += object.value == 0 ? 0 : n;
      apply(SyncKind::try_acquire, object, thread);
      break;
    case Do::locked:
      t.pc += object.value == 0 ? 0 : n;
      break;
    case Do::timed_acquire:
      if (t.expired) {
        t.pc += n;
        t.expired = false;
      } else {
        apply(SyncKind::acquire, object, thread);
      }
      break;
    case Do::start:
      threads[n].started = true;
      break;
    case Do::join:
      break;
    default:
      apply(sync_kind(op.what), object, thread);
  }
  if (t.pc >= (*code)[thread].size()) ends[thread].value = 1;
}

void FakeProgram::begin() {
  ++executions;
  machine_ = Machine(code_);
  views_.assign(code_.size(), {});
  show();
}

void FakeProgram::step(ThreadId thread) {
  machine_.step(thread);
  show();
}

bool FakeProgram::advance_time() {
  const bool expired = machine_.expire();
  show();
  return expired;
}

const Failure* FakeProgram::end(Ending ending) {
  if (observer) observer(machine_, ending);
  failure_ = {};
  if (ending == Ending::deadlock) {
    failure_.kind = FailureKind::deadlock;
  } else if (ending == Ending::step_limit) {
    failure_.kind = FailureKind::step_limit;
  } else if (ending != Ending::complete || !invariant || invariant(machine_)) {
    return nullptr;
  }
  return &failure_;
}

OperationText FakeProgram::describe(ThreadId thread) {
  OperationText text;
  const Op op = *machine_.pending(thread);
  text.operation = kNames[static_cast<std::size_t>(op.what)];
  text.location = std::to_string(op.place);
  return text;
}

Access FakeProgram::access(int location, bool write) const {
  auto key = static_cast<std::uint64_t>(location);
  const bool known = (stable >> (location % 32) & 1) != 0;
  if (!known) key = (key + 1) * 0x9E3779B97F4A7C15u * (2 * executions + 1) >> 2;  // another one each time
  return write ? Access::write(key, known) : Access::read(key, known);
}

/// Brings the views up to date.
void FakeProgram::show() {
  sweep_.clear();
  for (int place = 0; place < 4; ++place) sweep_.push_back(access(place, false));
  for (ThreadId t = 0; t < views_.size(); ++t) {
    ThreadView& view = views_[t];
    const std::optional<Op> op = machine_.pending(t);
    if (!op) {
      view.status = machine_.threads[t].started ? ThreadStatus::ended : ThreadStatus::absent;
      continue;
    }
    view.status = ThreadStatus::live;
    Operation& pending = view.pending = {};
    pending.site = static_cast<std::uint32_t>(t * 1000 + machine_.threads[t].pc);
    pending.sync = sync_kind(op->what);
    pending.tentative = op->what == Do::follow;
    pending.barrier = machine_.threads[t].expired;
    pending.glued = op->glued;
    const auto touch = [&](int location, bool write) { pending.few[pending.count++] = access(location, write); };
    switch (op->what) {
      case Do::read:
      case Do::branch:
      case Do::stop_if_zero:
        touch(op->place, false);
        break;
      case Do::write:
      case Do::store:
        touch(op->place, true);
        break;
      case Do::copy:
      case Do::follow:
        touch(op->place, false);
        pending.few[0] = pending.few[0].as_deciding_read();
        touch(op->n, true);
        break;
      case Do::sweep:
        pending.count = static_cast<std::uint32_t>(sweep_.size());
        pending.more = sweep_.data();
        break;
      case Do::locked:
        touch(kObjects + op->place, false);
        break;
      case Do::start:
        break;
      case Do::join:
        pending.peer = static_cast<ThreadId>(op->n);
        pending.object = &machine_.ends[static_cast<std::size_t>(op->n)];
        break;
      default:
        touch(kObjects + op->place, op->what != Do::wait);
        pending.object = &machine_.objects[static_cast<std::size_t>(op->place)];
    }
  }
}

std::string to_string(const Code& code) {
  std::string text;
  for (const auto& ops : code) {
    text += "\n  {";
    for (const Op& op : ops) {
      text += std::string("{Do::") + kNames[static_cast<std::size_t>(op.what)] + ", " + std::to_string(op.place) + ", " +
              std::to_string(op.n) + "}, ";
    }
    text += "},";
  }
  return text;
}

}  // namespace frontrun::engine::test
