// A scenario's source as a file, for as long as this lives.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace frontrun::test {

class SourceFile {
 public:
  explicit SourceFile(const std::string& source) {
    std::string folder = (std::filesystem::temp_directory_path() / "frontrun-embed-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) std::abort();
    folder_ = folder;
    std::ofstream(path()) << source;
  }
  ~SourceFile() { std::filesystem::remove_all(folder_); }
  SourceFile(const SourceFile&) = delete;
  SourceFile& operator=(const SourceFile&) = delete;
  std::filesystem::path path() const { return folder_ / "scenario_under_test.py"; }

 private:
  std::filesystem::path folder_;
};

}  // namespace frontrun::test
