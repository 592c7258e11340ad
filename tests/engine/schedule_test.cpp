#include "engine/schedule.hpp"

#include "catch.hpp"

namespace frontrun::engine {

TEST_CASE("a schedule and its steps", "[schedule]") {
  const std::vector<ThreadId> steps{0, 0, 1, 0, 2, 2, 2};
  const Schedule schedule{{0, 2}, {1, 1}, {0, 1}, {2, 3}};
  CHECK(to_schedule(steps) == schedule);
  CHECK(to_steps(schedule) == steps);
  CHECK(to_schedule({}).empty());
  CHECK(to_steps({}).empty());
}

}  // namespace frontrun::engine
