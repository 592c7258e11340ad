#include "cli/child_process.hpp"

#include <unistd.h>

#include <csignal>
#include <string>

#include "catch.hpp"
#include "cli/output.hpp"

namespace frontrun::cli {

TEST_CASE("a child hands back its text and its exit code") {
  const std::string long_text(1'000'000, 'x');  // more than a pipe holds
  const ChildOutcome outcome = run_in_child([&](int descriptor) {
    write_all(descriptor, long_text);
    return ExitCode::violation;
  });
  CHECK(outcome.text == long_text);
  CHECK(outcome.status == 1);
  CHECK(outcome.signal == 0);
  CHECK_FALSE(outcome.interrupted);
}

TEST_CASE("a child that crashes is known by its signal") {
  const ChildOutcome outcome = run_in_child([](int) -> ExitCode {
    std::signal(SIGABRT, SIG_DFL);  // Catch2's own handler would report a failed test from the child
    std::abort();
  });
  CHECK(outcome.signal == SIGABRT);
}

TEST_CASE("an interrupt sent to the parent alone reaches the child") {
  const pid_t parent = getpid();
  const ChildOutcome outcome = run_in_child([&](int) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    kill(parent, SIGINT);
    int received = 0;
    sigwait(&set, &received);  // waits for ever if nothing arrives: then the test's time limit says so
    return ExitCode::interrupted;
  });
  CHECK(outcome.interrupted);
  CHECK(outcome.status == 130);
}

}  // namespace frontrun::cli
