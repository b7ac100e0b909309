// Values of the standard library's own types, and of types that print themselves: what of them is told, and how it is
// got.
#pragma once

#include "matchers/construct.h"

#include <optional>
#include <string>

namespace telinject {

// As a CapturedValue, without a place in the site's text.
struct StandardValue {
  char code;
  std::string unit;       // of a duration: "ms"
  std::string expression; // "TELINJECT_SIZE(x)"
};

// std::string and std::string_view of char, however they are spelled.
bool is_standard_text(clang::QualType type);

// Texts, containers, optional, smart pointers, durations; with capture.ostream, classes that have an operator<<.
// `expression` names the object; `place`: where it is read, as not every type is complete everywhere.
std::optional<StandardValue> standard_value(const std::string &expression, clang::QualType type,
                                            clang::SourceLocation place, const UnitContext &unit);

} // namespace telinject
