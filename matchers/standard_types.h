// Captures values of standard library types, and of types with an operator<<.
#pragma once

#include "matchers/construct.h"

#include <optional>
#include <string>

namespace telinject::rewrite {

// Like CapturedValue, but without the text in the site.
struct StandardValue {
  char code;
  std::string unit;       // of a duration, as in "ms"
  std::string expression; // "TELINJECT_SIZE(x)"
};

// Recognises std::string and std::string_view of char in any spelling.
bool is_standard_text(clang::QualType type);

// Returns how to capture strings, containers, optionals, smart pointers, durations and, with capture.ostream, classes
// that have an operator<<. expression: names the object. location: where the value is read; the type must be complete
// there.
[[nodiscard]] std::optional<StandardValue> standard_value(const std::string &expression, clang::QualType type,
                                                          clang::SourceLocation location, const UnitContext &unit);

} // namespace telinject::rewrite
