// Whole files, in and out; every failure is a UsageError that names the path and the reason.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace frontrun::cli {

/// The contents. `what` is the file's role in messages: "scenario", "counterexample".
std::string read_file(const std::filesystem::path& path, std::string_view what);

/// Replaces `path` so that a reader sees the old contents or the new, never a part: by way of a temporary file beside it,
/// flushed to disk and renamed; what is not a regular file (/dev/full, a pipe) is written to directly. On failure no
/// temporary file is left.
void write_atomically(const std::filesystem::path& path, std::string_view text);

}  // namespace frontrun::cli
