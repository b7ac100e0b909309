// Implements the part of JSON Schema that telemetry.v3.schema.json uses: type, const, enum, required, properties,
// additionalProperties, pattern, minimum, maximum, minLength, maxLength (both in code points), minProperties,
// maxProperties, anyOf, allOf, if/then/else, not, $ref to #/$defs/NAME, and the schemas true and false. Compiling
// rejects other keywords.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tool/events/input/document.h"
#include "tool/events/schema/pattern.h"

namespace telinject::events {

struct SchemaError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct SchemaFault {
  std::string what;  // 'is "FATAL", must be one of "TRACE", "DEBUG"'
  std::string where; // JSON pointer; "": the whole document
};

// A scalar allowed by const or enum.
struct Scalar {
  Type type = Type::null;
  bool boolean = false;
  double number = 0;
  std::string text;
};

// A compiled schema; a tree.
struct Rule {
  using Ptr = std::unique_ptr<Rule>;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  bool never = false;                         // the schema `false`
  unsigned types = 0;                         // bit per Type; 0: any
  std::optional<std::vector<Scalar>> allowed; // const is an enum with one value
  std::vector<std::string> required;
  std::unordered_map<std::string, Ptr, Hash, std::equal_to<>> properties;
  Ptr additional;
  std::optional<Pattern> pattern;
  std::optional<double> minimum, maximum; // within ±2^53, so that comparison as double is exact
  std::optional<std::size_t> min_length, max_length, min_properties, max_properties;
  std::vector<Ptr> any_of, all_of;
  Ptr condition, then, otherwise, negated;
};

class Schema {
public:
  // Compiles a schema. Throws SchemaError.
  static Schema compile(std::string_view text);

  // Adds at most `limit` faults. Thread-safe.
  void check(Value root, std::vector<SchemaFault> &faults, std::size_t limit) const;

private:
  Rule::Ptr root_;
};

// Returns the event schema compiled into the program.
std::string_view event_schema_text();

} // namespace telinject::events
