// JSON that a person wrote, read into a tree in which every key and value knows its line and column, so that a message
// can point at it.  The input is not trusted: depth and duplicate keys are errors here, size is the caller's to cap.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace telinject {

// Counted from 1; columns in bytes, as compilers do.
struct JsonPlace {
  size_t line = 1, column = 1;
};

struct JsonNode {
  enum class Kind { null, boolean, integer, number, text, list, object };
  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0; // of Kind::integer: a whole number within ±2^53, however it is written ("5", "5.0", "5e0")
  std::string text;
  std::string key; // where it is a member of an object
  JsonPlace place, key_place;
  std::vector<JsonNode> children; // elements or members, in order

  const JsonNode *member(std::string_view name) const; // null where there is none
};

struct JsonFault {
  JsonPlace place;
  std::string what; // "what happened; what to do"
};

// For messages: without control characters, and not longer than a message may be.
std::string printable(std::string_view text);

// The length of UTF-8 text as JSON Schema counts it.
size_t code_points(std::string_view text);

inline constexpr size_t kDeepestJson = 32;

std::variant<JsonNode, JsonFault> parse_json_source(std::string_view text);

} // namespace telinject
