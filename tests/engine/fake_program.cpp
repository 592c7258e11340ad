#include "engine/fake_program.hpp"

#include <algorithm>
#include <numeric>

namespace frontrun::engine::test {

namespace {

constexpr int kObjects = 100;    // the location of synchronisation object 0
constexpr int kWaiters = 1'000;  // of a thread's wait on a condition

const char* const kNames[] = {"read",
                              "write",
                              "store",
                              "branch",
                              "stop_if_zero",
                              "read_chosen",
                              "write_chosen",
                              "copy",
                              "sweep",
                              "follow",
                              "acquire",
                              "try_acquire",
                              "release",
                              "locked",
                              "semaphore_acquire",
                              "semaphore_release",
                              "set",
                              "wait",
                              "clear",
                              "take",
                              "timed_acquire",
                              "timed_semaphore_acquire",
                              "timed_wait",
                              "start",
                              "join",
                              "wait_on",
                              "woken",
                              "timed_woken",
                              "acquire_back",
                              "notify",
                              "arrive",
                              "give_up",
                              "abort",
                              "put",
                              "put_compare",
                              "leave",
                              "get",
                              "timed_get",
                              "try_put",
                              "try_get",
                              "is_empty",
                              "task_done",
                              "join_queue",
                              "empty_out"};

}  // namespace

SyncKind sync_kind(Do what) {
  switch (what) {
    case Do::acquire:
    case Do::take:
    case Do::timed_acquire:
      return SyncKind::acquire;
    case Do::try_acquire:
      return SyncKind::try_acquire;
    case Do::release:
      return SyncKind::release;
    case Do::semaphore_acquire:
    case Do::timed_semaphore_acquire:
      return SyncKind::semaphore_acquire;
    case Do::semaphore_release:
      return SyncKind::semaphore_release;
    case Do::set:
      return SyncKind::event_set;
    case Do::wait:
    case Do::timed_wait:
      return SyncKind::event_wait;
    case Do::clear:
      return SyncKind::event_clear;
    case Do::start:
      return SyncKind::start;
    case Do::join:
      return SyncKind::join;
    case Do::wait_on:
    case Do::empty_out:
      return SyncKind::release;
    case Do::woken:
    case Do::timed_woken:
      return SyncKind::wake;
    case Do::acquire_back:
      return SyncKind::acquire;
    case Do::put:
    case Do::put_compare:
      return SyncKind::queue_put;
    case Do::leave:
      return SyncKind::queue_leave;
    case Do::get:
    case Do::timed_get:
      return SyncKind::queue_get;
    case Do::arrive:
    case Do::give_up:
    case Do::abort:
    case Do::try_put:
    case Do::try_get:
    case Do::task_done:
      return SyncKind::queue_use;
    case Do::is_empty:
      return SyncKind::queue_look;
    case Do::join_queue:
      return SyncKind::queue_join;
    default:
      return SyncKind::none;
  }
}

bool waits_to_be_woken(Do what) { return what == Do::woken || what == Do::timed_woken; }

bool timed(Do what) {
  return what == Do::timed_acquire || what == Do::timed_semaphore_acquire || what == Do::timed_wait ||
         what == Do::timed_woken || what == Do::timed_get;
}

std::int64_t capacity(int place) { return 1 + place % 2; }

Machine::Machine(const Code& program, Timeouts when)
    : code(&program), timeouts(when), threads(program.size()), ends(program.size()) {
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
  if (timeouts == Timeouts::explore && timed(op->what)) {  // it proceeds, or it fails; but for a queue's lock it waits
    const bool queue = op->what == Do::timed_get || (op->what == Do::timed_woken && at_barrier(thread));
    return !queue || objects[static_cast<std::size_t>(op->place)].value == 0;
  }
  const SyncState& object =
      waits_to_be_woken(op->what) ? threads[thread].wake : objects[static_cast<std::size_t>(op->place)];
  return threads[thread].expired || engine::enabled(sync_kind(op->what), object, capacity(op->place));
}

bool Machine::at_barrier(ThreadId thread) const {
  const std::vector<Op>& ops = (*code)[thread];
  const std::size_t next = threads[thread].pc + 1;
  return next < ops.size() && ops[next].what == Do::give_up;
}

int Machine::waiter(ThreadId thread) const { return static_cast<int>(thread) * 100 + threads[thread].waits; }

std::vector<int> Machine::wakes(const Op& notify) const {
  const std::vector<ThreadId>& here = waiting[static_cast<std::size_t>(notify.place)];
  std::vector<int> ended;
  for (std::size_t i = 0; i < here.size() && static_cast<int>(i) < notify.n; ++i) ended.push_back(waiter(here[i]));
  return ended;
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
    if (op && timed(op->what)) return threads[t].expired = true;
  }
  return false;
}

void Machine::step(ThreadId thread) {
  const Op op = *pending(thread);
  Thread& t = threads[thread];
  Done& done = trace.emplace_back(Done{thread, t.count, op, t.expired, -1, {}});
  if (timeouts == Timeouts::explore) {
    if (op.what == Do::notify) done.wakes = wakes(op);
    if (op.what == Do::timed_woken && at_barrier(thread)) done.op.what = Do::locked;  // looks at it
    if (op.what == Do::timed_woken && !at_barrier(thread)) done.waiter = waiter(thread);
  }
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
    case Do::take:
      apply(SyncKind::acquire, object, thread);
      ++values[n];
      break;
    case Do::timed_acquire:
    case Do::timed_semaphore_acquire:
    case Do::timed_wait:
      if (t.expired || !engine::enabled(sync_kind(op.what), object)) {
        t.pc += n;
        t.expired = false;
      } else {
        apply(sync_kind(op.what), object, thread);
      }
      break;
    case Do::start:
      threads[n].started = true;
      break;
    case Do::join:
    case Do::join_queue:
      break;
    case Do::is_empty:
      t.pc += object.size == 0 ? n : 0;
      break;
    case Do::woken:
    case Do::timed_woken:
      if (t.expired || (op.what == Do::timed_woken && t.wake.value == 0)) {
        t.expired = false;
      } else if (t.broken) {
        end(thread);
      } else {
        t.pc += n;
      }
      break;
    default:
      if (t.expired || (op.what == Do::timed_get && object.size == 0)) {
        t.pc += n;
        t.expired = false;
        break;
      }
      apply(sync_kind(op.what), object, thread);
      perform_on_monitor(thread, op);
  }
  if (t.pc >= (*code)[thread].size()) ends[thread].value = 1;
}

/// What an operation on a condition, barrier or queue does besides what its model says.
void Machine::perform_on_monitor(ThreadId thread, const Op& op) {
  Thread& t = threads[thread];
  const auto place = static_cast<std::size_t>(op.place);
  const auto n = static_cast<std::size_t>(op.n);
  SyncState& object = objects[place];
  std::vector<ThreadId>& here = waiting[place];
  std::vector<int>& queue = items[place];
  bool leaves = true;
  switch (op.what) {
    case Do::wait_on:
    case Do::arrive:
      if (op.what == Do::arrive && object.unfinished != 0) {
        end(thread);
        break;
      }
      if (op.what == Do::arrive && here.size() + 1 == n) {
        wake(thread, place, n, false);
        skip_waiting(thread);
        break;
      }
      t.wake = {};
      t.waker = kNoThread;
      t.broken = false;
      ++t.waits;
      here.push_back(thread);
      break;
    case Do::acquire_back:
      leaves = false;
      std::erase(here, thread);
      t.chosen = t.wake.value != 0 ? 1 : 0;
      break;
    case Do::notify:
      leaves = false;
      wake(thread, place, n, false);
      break;
    case Do::give_up:
      if (t.wake.value != 0 && !t.broken) break;
      if (t.wake.value == 0) {
        object.unfinished = 1;
        wake(thread, place, kPlaces, true);
      }
      end(thread);
      break;
    case Do::abort:
      object.unfinished = 1;
      wake(thread, place, kPlaces, true);
      break;
    case Do::put_compare:
      if (!queue.empty()) {
        leaves = false;
        break;
      }
      t.pc += 2;
      [[fallthrough]];
    case Do::put:
    case Do::leave:
    case Do::try_put:
      if (op.what == Do::try_put && std::ssize(queue) >= capacity(op.place)) {
        t.pc += n;
        break;
      }
      queue.push_back(static_cast<int>(thread % 2));
      ++object.unfinished;
      break;
    case Do::get:
    case Do::timed_get:
    case Do::try_get:
      if (queue.empty()) {
        t.pc += n;
        break;
      }
      t.chosen = queue.front();
      queue.erase(queue.begin());
      break;
    case Do::task_done:
      if (object.unfinished > 0) --object.unfinished;
      break;
    case Do::empty_out:
      queue.clear();
      break;
    default:
      leaves = false;
  }
  if (!leaves) return;
  object.value = 0;
  object.owner = kNoThread;
  object.size = std::ssize(queue);
}

void Machine::wake(ThreadId waker, std::size_t place, std::size_t most, bool broken) {
  std::vector<ThreadId>& here = waiting[place];
  for (; !here.empty() && most > 0; --most) {
    Thread& other = threads[here.front()];
    here.erase(here.begin());
    other.wake.value = 1;
    other.waker = waker;
    other.waker_event = threads[waker].count;
    other.broken = broken;
  }
}

/// The last one at a barrier goes on.
void Machine::skip_waiting(ThreadId thread) {
  Thread& t = threads[thread];
  while (t.pc < (*code)[thread].size()) {
    const Do what = (*code)[thread][t.pc].what;
    if (!waits_to_be_woken(what) && what != Do::give_up) break;
    ++t.pc;
  }
}

void FakeProgram::begin() {
  ++executions;
  machine_ = Machine(code_, machine_.timeouts);
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
    if (timed(op->what) && machine_.timeouts == Timeouts::explore) pending.sync = without_waiting(pending.sync);
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
      case Do::notify:
        if (machine_.timeouts == Timeouts::lazy) break;
        for (const int waiter : machine_.wakes(*op)) touch(kWaiters + waiter, true);
        break;
      case Do::woken:
      case Do::timed_woken:
        if (op->what == Do::timed_woken && machine_.timeouts == Timeouts::explore) {
          pending.sync = machine_.at_barrier(t) ? SyncKind::queue_look : SyncKind::none;
          touch(machine_.at_barrier(t) ? kObjects + op->place : kWaiters + machine_.waiter(t), false);
          pending.object = machine_.at_barrier(t) ? &machine_.objects[static_cast<std::size_t>(op->place)] : nullptr;
          break;
        }
        pending.peer = machine_.threads[t].waker;
        pending.operand = machine_.threads[t].waker_event;
        pending.object = &machine_.threads[t].wake;
        break;
      case Do::join:
        pending.peer = static_cast<ThreadId>(op->n);
        pending.object = &machine_.ends[static_cast<std::size_t>(op->n)];
        break;
      default:
        touch(kObjects + op->place,
              op->what != Do::wait && op->what != Do::timed_wait && op->what != Do::is_empty && op->what != Do::join_queue);
        pending.operand = op->what == Do::semaphore_release ? 1 : capacity(op->place);
        pending.object = &machine_.objects[static_cast<std::size_t>(op->place)];
        if (op->what == Do::take) touch(op->n, true);
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
