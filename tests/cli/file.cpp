#include "cli/file.hpp"

#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "catch.hpp"
#include "embed/usage_error.hpp"
#include "temporary_folder.hpp"

namespace frontrun::cli {
namespace {

std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("write_atomically replaces a file and leaves nothing else") {
  const TemporaryFolder folder;
  const auto path = folder / "a.json";
  write_atomically(path, "one");
  write_atomically(path, "two");
  CHECK(read_file(path, "file") == "two");
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("write_atomically gives a new file the permissions that open() would") {
  const TemporaryFolder folder;
  const mode_t before = umask(027);
  write_atomically(folder / "a.json", "one");
  umask(before);
  struct stat status {};
  REQUIRE(stat((folder / "a.json").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

TEST_CASE("write_atomically says why it cannot, and leaves no temporary file") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "sub");
  CHECK_THROWS_WITH(write_atomically(folder / "sub", "x"), Catch::Matchers::Contains("Is a directory"));
  CHECK_THROWS_WITH(write_atomically(folder / "no/such/a.json", "x"),
                    Catch::Matchers::Contains("No such file or directory"));
  CHECK_THROWS_WITH(write_atomically("/dev/full", "x"), Catch::Matchers::Contains("No space left on device"));
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("read_file names the role and the reason") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(read_file(folder / "gone", "scenario"),
                    Catch::Matchers::StartsWith("cannot read scenario") && Catch::Matchers::Contains("No such file"));
  CHECK_THROWS_WITH(read_file(folder.path(), "scenario"), Catch::Matchers::EndsWith("is a folder"));
}

}  // namespace frontrun::cli
