// Reads a JSON document that somebody else may have written: every access checks presence and type, and says where it
// failed.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace frontrun::cli {

/// A value in the document and where it stands ("schedule[2].operations"). Every call that finds something else than it asks
/// for throws UsageError naming the document and the place. Borrows the document.
class JsonReader {
 public:
  JsonReader(const nlohmann::json& value, std::string document) : JsonReader(value, std::move(document), "") {}

  JsonReader operator[](std::string_view field) const;
  std::string text() const;
  std::uint64_t number() const;  ///< a non-negative integer
  bool flag() const;
  bool null() const { return value_->is_null(); }
  std::vector<JsonReader> items() const;
  std::vector<std::string> texts() const;

  /// A number below `limit`; else the error says that there is no such `what`.
  std::uint32_t index(std::size_t limit, std::string_view what) const;

  /// Throws: "<document>: <place> <problem>".
  [[noreturn]] void fail(std::string_view problem) const;

 private:
  JsonReader(const nlohmann::json& value, std::string document, std::string place)
      : value_(&value), document_(std::move(document)), place_(std::move(place)) {}

  const nlohmann::json* value_;
  std::string document_;
  std::string place_;
};

}  // namespace frontrun::cli
