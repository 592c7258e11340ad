#include "cli/trace_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <vector>

#include "cli/text.hpp"
#include "cli/trace_notes.hpp"

namespace frontrun::cli {
namespace {

constexpr std::size_t kMaxColumns = 3;      ///< more threads than this are easier to read as a list
constexpr std::size_t kMaxValueWidth = 60;  ///< of a value's repr
constexpr std::size_t kMaxSourceWidth = 60;
constexpr std::size_t kGap = 3;  ///< between columns

/// Of a long trace (a step limit, a counterexample that was not minimised) the beginning and the end are shown.
constexpr std::size_t kFirstRows = 40;
constexpr std::size_t kLastRows = 60;

/// A step in words. `place` is empty where the step before it in the same thread is of the same line.
struct Row {
  std::size_t number = 0;  ///< 1-based, in the whole trace
  engine::ThreadId thread = 0;
  std::string operation;
  std::string place;
  std::string note;
  std::size_t left_out = 0;  ///< rows left out just before this one, of a long trace
};

std::string operation_text(const engine::OperationText& text) {
  if (text.location.empty()) return printable(text.operation);
  std::string result = fmt::format("{} {}", padded(printable(text.operation), 5), printable(text.location));
  if (!text.value.empty()) result += fmt::format(" = {}", shortened(printable(text.value), kMaxValueWidth));
  return result;
}

/// The last step of the thread that ended with an exception, if that is the failure.
std::optional<std::size_t> step_that_raised(const RecordedRun& run) {
  if (!run.failure || run.failure->kind != engine::FailureKind::exception || run.failure->threads.empty())
    return std::nullopt;
  for (std::size_t i = run.steps.size(); i-- > 0;) {
    if (run.steps[i].thread == run.failure->threads.front()) return i;
  }
  return std::nullopt;
}

std::vector<Row> rows_of(const RecordedRun& run, const TableOptions& options) {
  const std::vector<bool> matter = steps_that_matter(run);
  const std::vector<std::optional<std::size_t>> lost = lost_updates(run.steps);
  const std::optional<std::size_t> raised = step_that_raised(run);
  std::map<engine::ThreadId, std::pair<std::string, int>> shown_line;  // of each thread: the line that it was last shown in
  std::vector<Row> rows;
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    if (!options.all_steps && !matter[i]) continue;
    const Step& step = run.steps[i];
    Row row{.number = i + 1,
            .thread = step.thread,
            .operation = operation_text(step.text),
            .place = {},
            .note = {},
            .left_out = 0};
    const std::pair line{step.text.file, step.text.line};
    if (auto& last = shown_line[step.thread]; step.text.line > 0 && last != line) {
      row.place = fmt::format("{}:{}  {}", printable(short_file_name(step.text.file, options.folder)), step.text.line,
                              shortened(printable(step.text.source), kMaxSourceWidth));
      last = line;
    }
    if (lost[i]) row.note = fmt::format("<- overwrites step {}, which it never saw (lost update)", *lost[i] + 1);
    if (raised == i) row.note = "<- raised the exception";
    rows.push_back(std::move(row));
  }
  return rows;
}

void leave_out_the_middle(std::vector<Row>& rows) {
  if (rows.size() <= kFirstRows + kLastRows) return;
  const std::size_t left_out = rows.size() - kFirstRows - kLastRows;
  const auto begin = rows.begin() + kFirstRows;
  rows.erase(begin, begin + static_cast<std::ptrdiff_t>(left_out));
  rows[kFirstRows].left_out = left_out;
}

std::string left_out_text(const Row& row) {
  return row.left_out == 0 ? "" : fmt::format("    ... {} more ...\n", counted(row.left_out, "step"));
}

std::string spaces(std::size_t count) { return std::string(count, ' '); }

struct Column {
  std::size_t begin = 0;
  std::size_t width = 0;
};

/// One for each thread that has rows; nullopt if they don't fit.
std::optional<std::map<engine::ThreadId, Column>> columns_of(const std::vector<Row>& rows, const RecordedRun& run,
                                                             std::size_t numbers, std::size_t available) {
  std::map<engine::ThreadId, Column> columns;
  for (const Row& row : rows) {
    Column& column = columns[row.thread];
    column.width = std::max({column.width, display_width(row.operation), display_width(row.place),
                             display_width(printable(run.threads.at(row.thread)))});
  }
  std::size_t begin = numbers + 2;
  for (auto& [thread, column] : columns) {
    column.begin = begin;
    begin += column.width + kGap;
  }
  if (columns.size() > kMaxColumns || begin > available + kGap) return std::nullopt;
  return columns;
}

std::string in_columns(const std::vector<Row>& rows, const RecordedRun& run,
                       const std::map<engine::ThreadId, Column>& columns, std::size_t numbers, std::size_t available,
                       const Colour& colour) {
  std::string header;
  for (const auto& [thread, column] : columns) header = padded(header, column.begin) + printable(run.threads.at(thread));
  std::string result = colour.strong(header) + "\n";
  for (const Row& row : rows) {
    const Column& column = columns.at(row.thread);
    result += left_out_text(row);
    result += fmt::format(" {:>{}}", row.number, numbers) + spaces(column.begin - numbers - 1) + row.operation;
    if (!row.note.empty()) {
      const bool fits = column.begin + display_width(row.operation) + kGap + display_width(row.note) <= available;
      result += (fits ? spaces(kGap) : "\n" + spaces(column.begin)) + colour.bad(row.note);
    }
    result += "\n";
    if (!row.place.empty()) result += spaces(column.begin) + colour.faint(row.place) + "\n";
  }
  return result;
}

std::string as_list(const std::vector<Row>& rows, const RecordedRun& run, std::size_t numbers, const Colour& colour) {
  std::size_t names = 0;
  for (const Row& row : rows) names = std::max(names, display_width(printable(run.threads.at(row.thread))));
  std::string result;
  std::optional<engine::ThreadId> last;
  for (const Row& row : rows) {
    const std::string name = last == row.thread ? "" : printable(run.threads.at(row.thread));
    result += left_out_text(row);
    result += fmt::format(" {:>{}}  {}  {}\n", row.number, numbers, colour.strong(padded(name, names)), row.operation);
    for (const std::string& line :
         {row.note.empty() ? "" : colour.bad(row.note), row.place.empty() ? "" : colour.faint(row.place)}) {
      if (!line.empty()) result += spaces(numbers + names + 5) + line + "\n";
    }
    last = row.thread;
  }
  return result;
}

}  // namespace

std::string short_file_name(const std::string& file, const std::filesystem::path& folder) {
  const std::filesystem::path path(file);
  const std::filesystem::path relative = path.lexically_relative(folder);
  if (!relative.empty() && *relative.begin() != "..") return relative.string();
  return (path.parent_path().filename() / path.filename()).string();
}

std::string trace_table(const RecordedRun& run, const TableOptions& options, const Colour& colour) {
  if (run.steps.empty()) return "  before any visible operation\n";
  std::vector<Row> rows = rows_of(run, options);
  const std::size_t hidden = run.steps.size() - rows.size();
  if (!options.all_steps) leave_out_the_middle(rows);
  const std::size_t numbers = fmt::format("{}", run.steps.size()).size();
  const auto columns = columns_of(rows, run, numbers, options.columns);
  std::string result =
      columns ? in_columns(rows, run, *columns, numbers, options.columns, colour) : as_list(rows, run, numbers, colour);
  if (hidden > 0) {
    result +=
        fmt::format(" ({} on data that no two threads contend for not shown; -v shows all)\n", counted(hidden, "step"));
  }
  return result;
}

}  // namespace frontrun::cli
