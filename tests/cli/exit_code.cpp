#include "cli/exit_code.hpp"

#include <vector>

#include "catch.hpp"

namespace frontrun::cli {

TEST_CASE("the worst exit code: what could not be judged outranks a violation, a violation an unfinished search") {
  using enum ExitCode;
  CHECK(worst(std::vector<ExitCode>{}) == nothing_found);
  CHECK(worst(std::vector{nothing_found, budget_used_up}) == budget_used_up);
  CHECK(worst(std::vector{budget_used_up, violation, nothing_found}) == violation);
  CHECK(worst(std::vector{usage, violation}) == usage);
  CHECK(worst(std::vector{interrupted, usage, violation}) == interrupted);
}

}  // namespace frontrun::cli
