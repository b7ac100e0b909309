// Parses user-written JSON into a tree whose keys and values know their line and column, for messages. Rejects deep
// nesting and duplicate keys; the caller limits the size.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace telinject::rewrite {

// Counted from 1; columns in bytes, as compilers count them.
struct JsonLocation {
  size_t line = 1, column = 1;
};

struct JsonNode {
  enum class Kind { null, boolean, integer, number, text, list, object };
  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0; // for Kind::integer: a whole number within ±2^53 in any notation ("5", "5.0", "5e0")
  std::string text;
  std::string key; // set for members of an object
  JsonLocation location, key_location;
  std::vector<JsonNode> children; // elements or members, in order

  const JsonNode *member(std::string_view name) const; // null if there is no such member
};

struct JsonFault {
  JsonLocation location;
  std::string message; // "what happened; what to do"
};

// Returns the text without control characters, truncated for use in a message.
std::string printable(std::string_view text);

// Returns the length of UTF-8 text in code points, as JSON Schema counts it.
size_t code_points(std::string_view text);

inline constexpr size_t kMaxJsonDepth = 32;

std::variant<JsonNode, JsonFault> parse_json_source(std::string_view text);

} // namespace telinject::rewrite
