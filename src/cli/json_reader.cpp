#include "cli/json_reader.hpp"

#include <fmt/format.h>

#include "cli/text.hpp"
#include "embed/usage_error.hpp"

namespace frontrun::cli {

JsonReader JsonReader::operator[](std::string_view field) const {
  if (!value_->is_object()) fail("is not an object");
  JsonReader found{*value_, document_, place_.empty() ? std::string(field) : fmt::format("{}.{}", place_, field)};
  const auto at = value_->find(std::string(field));
  if (at == value_->end()) found.fail("is missing");
  found.value_ = &*at;
  return found;
}

std::string JsonReader::text() const {
  if (!value_->is_string()) fail("is not a string");
  return value_->get<std::string>();
}

std::uint64_t JsonReader::number() const {
  if (!value_->is_number_unsigned()) fail("is not a non-negative integer");
  return value_->get<std::uint64_t>();
}

bool JsonReader::flag() const {
  if (!value_->is_boolean()) fail("is not true or false");
  return value_->get<bool>();
}

std::vector<JsonReader> JsonReader::items() const {
  if (!value_->is_array()) fail("is not an array");
  std::vector<JsonReader> result;
  for (const nlohmann::json& item : *value_) {
    result.push_back(JsonReader{item, document_, fmt::format("{}[{}]", place_, result.size())});
  }
  return result;
}

std::vector<std::string> JsonReader::texts() const {
  std::vector<std::string> result;
  for (const JsonReader& item : items()) result.push_back(item.text());
  return result;
}

std::uint32_t JsonReader::index(std::size_t limit, std::string_view what) const {
  const std::uint64_t value = number();
  if (value >= limit) fail(fmt::format("is {}, and there is no such {}", value, what));
  return static_cast<std::uint32_t>(value);
}

void JsonReader::fail(std::string_view problem) const {
  throw UsageError(
      fmt::format("{} is not a usable counterexample: {} {}", document_, place_.empty() ? "it" : place_, problem),
      "write it again with `frontrun check`");
}

}  // namespace frontrun::cli
