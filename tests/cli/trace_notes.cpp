#include "cli/trace_notes.hpp"

#include "catch.hpp"

namespace frontrun::cli {
namespace {

using engine::Access;

Step step(engine::ThreadId thread, const char* operation, std::vector<Access> accesses) {
  Step result;
  result.thread = thread;
  result.text.operation = operation;
  result.accesses = std::move(accesses);
  return result;
}

Step read(engine::ThreadId thread, std::uint64_t location) { return step(thread, "read", {Access::read(location)}); }
Step write(engine::ThreadId thread, std::uint64_t location) { return step(thread, "write", {Access::write(location)}); }

std::vector<std::optional<std::size_t>> none(std::size_t steps) { return std::vector<std::optional<std::size_t>>(steps); }

}  // namespace

TEST_CASE("a write after another thread's, on what was read before it, loses that") {
  auto expected = none(4);
  expected[3] = 2;
  CHECK(lost_updates(std::vector{read(0, 1), read(1, 1), write(1, 1), write(0, 1)}) == expected);
}

TEST_CASE("no update is lost") {
  SECTION("where the writer never read: a blind write") {
    CHECK(lost_updates(std::vector{write(1, 1), write(0, 1)}) == none(2));
  }
  SECTION("where the writer looked again") {
    CHECK(lost_updates(std::vector{read(0, 1), write(1, 1), read(0, 1), write(0, 1)}) == none(4));
  }
  SECTION("where the other write is of another location, though it may have the same name") {
    CHECK(lost_updates(std::vector{read(0, 1), write(1, 2), write(0, 1)}) == none(3));
  }
  SECTION("by a thread's own write") { CHECK(lost_updates(std::vector{read(0, 1), write(0, 1), write(0, 1)}) == none(3)); }
  SECTION("by a call, which changes what it finds") {
    CHECK(lost_updates(std::vector{read(0, 1), write(1, 1), step(0, "call list.append", {Access::write(1)})}) == none(3));
  }
}

TEST_CASE("the steps that matter: contended locations, and the ends of every turn") {
  RecordedRun run;
  run.threads = {"a", "b"};
  run.steps = {read(0, 9), read(0, 9), read(0, 1), read(0, 9),  read(0, 9),
               read(1, 8), read(1, 1), read(1, 8), write(1, 1), read(1, 8)};
  CHECK(steps_that_matter(run) == std::vector<bool>{true, false, true, false, true, true, true, false, true, true});
}

TEST_CASE("a location that everybody reads and nobody writes does not matter") {
  RecordedRun run;
  run.threads = {"a", "b"};
  run.steps = {read(0, 1), read(0, 1), read(0, 1), read(1, 1), read(1, 1), read(1, 1)};
  CHECK(steps_that_matter(run) == std::vector<bool>{true, false, true, true, false, true});
}

TEST_CASE("what a stuck thread waits for matters to those who touched it") {
  RecordedRun run;
  run.threads = {"a", "b"};
  run.steps = {read(0, 9), write(0, 1), read(0, 9)};
  CHECK(steps_that_matter(run) == std::vector<bool>{true, false, true});
  run.stuck = {{.thread = 1, .accesses = {Access::write(1)}}};
  CHECK(steps_that_matter(run) == std::vector<bool>{true, true, true});
}

}  // namespace frontrun::cli
