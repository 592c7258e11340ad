#include "cli/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "cli/output.hpp"

namespace frontrun::cli {
namespace {

/// Returns the result of a system call, or throws.
int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

constexpr int kMillisecondsBetweenLooks = 50;
constexpr int kLooksBeforeKilled = 40;
constexpr std::string_view kFinished = "\n.";  ///< what a child writes last whose work is done

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }
  int get() const { return value_; }
  void reset() {
    if (value_ >= 0) close(value_);
    value_ = -1;
  }

 private:
  int value_;
};

/// Blocks SIGINT and SIGTERM, so that they can be read from a signalfd instead, until the end of the scope.
class BlockedInterrupt {
 public:
  BlockedInterrupt() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    checked(sigprocmask(SIG_BLOCK, &set_, &before_), "sigprocmask");
  }
  BlockedInterrupt(const BlockedInterrupt&) = delete;
  BlockedInterrupt& operator=(const BlockedInterrupt&) = delete;
  ~BlockedInterrupt() { restore(); }
  const sigset_t* set() const { return &set_; }
  void restore() const { sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t set_{};
  sigset_t before_{};
};

/// Takes a Ctrl-C, or a SIGTERM. From a terminal it went to the child, too; one that was sent to this process alone is
/// passed on.
void pass_on_interrupt(int signals, pid_t child) {
  signalfd_siginfo info{};
  if (read(signals, &info, sizeof info) != sizeof info) return;
  if (info.ssi_code != SI_KERNEL) kill(child, static_cast<int>(info.ssi_signo));
}

/// Appends what there is to read. False: there is nothing, or the end, the child has closed its side.
bool read_some(int descriptor, std::string& text) {
  std::array<char, 4096> buffer{};
  const ssize_t count = read(descriptor, buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR) return true;
  text.append(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  return count > 0;
}

}  // namespace

ChildOutcome run_in_child(const std::function<ExitCode(int descriptor)>& work,
                          const std::function<bool(pid_t child)>& hangs) {
  std::array<int, 2> ends{};
  checked(pipe2(ends.data(), O_CLOEXEC), "pipe");
  const Descriptor reading{ends[0]};
  Descriptor writing{ends[1]};
  const BlockedInterrupt blocked;
  const Descriptor signals{checked(signalfd(-1, blocked.set(), SFD_CLOEXEC), "signalfd")};

  const pid_t parent = getpid();
  const pid_t child = checked(fork(), "fork");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(static_cast<int>(ExitCode::interrupted));  // it had ended before prctl() took effect
    blocked.restore();
    constexpr rlimit kNone{0, 0};
    setrlimit(RLIMIT_CORE, &kNone);  // that it may crash is what it is there for
    const int status = static_cast<int>(work(writing.get()));
    write_all(writing.get(), kFinished);
    _exit(status);
  }
  writing.reset();
  const Descriptor ended{
      checked(static_cast<int>(syscall(SYS_pidfd_open, child, 0)), "pidfd_open")};  // a grandchild may keep the pipe open
  checked(fcntl(reading.get(), F_SETFL, O_NONBLOCK), "fcntl");

  ChildOutcome outcome;
  int asked = 0;  // since it was told to end
  std::array<pollfd, 3> waiting{{{ended.get(), POLLIN, 0}, {signals.get(), POLLIN, 0}, {reading.get(), POLLIN, 0}}};
  while (waiting[0].revents == 0) {
    const int ready = poll(waiting.data(), waiting.size(), hangs ? kMillisecondsBetweenLooks : -1);
    if (ready < 0 && errno != EINTR) checked(-1, "poll");
    if (ready < 0) continue;
    if (waiting[1].revents != 0) {
      outcome.interrupted = true;
      pass_on_interrupt(signals.get(), child);
    }
    if (waiting[2].revents != 0 && !read_some(reading.get(), outcome.text)) waiting[2].fd = -1;
    if (ready == 0 && outcome.hung && ++asked == kLooksBeforeKilled) kill(child, SIGKILL);
    if (ready == 0 && !outcome.hung && hangs(child)) {
      outcome.hung = true;
      kill(child, kHangSignal);
    }
  }
  while (waiting[2].fd >= 0 && read_some(reading.get(), outcome.text)) {
  }
  outcome.finished = outcome.text.ends_with(kFinished);
  if (outcome.finished) outcome.text.resize(outcome.text.size() - kFinished.size());
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) checked(-1, "waitpid");
  }
  outcome.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  return outcome;
}

}  // namespace frontrun::cli
