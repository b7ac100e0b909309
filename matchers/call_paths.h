// Values that an aspect names by a path: "receiver.getQuery()", "result.status", "argument0.path".
#pragma once

#include "matchers/construct.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"

#include <optional>
#include <string>

namespace telinject::rewrite {

struct PathValue {
  std::string text;
  clang::QualType type;
  std::string guard; // the condition that it can be read at all; "": it always can
};

// Returns the value of a path that begins at `from`: public members, and member functions without arguments, also by way
// of pointers and of classes with operator ->. Nothing if it names what is not there.
std::optional<PathValue> value_of_path(const UnitContext &unit, PathValue from, const std::string &path);

bool is_c_string(clang::QualType type);
bool is_standard_string(clang::QualType type);      // std::string
bool is_standard_string_view(clang::QualType type); // std::string_view, or a class derived from it

// Returns a condition that two hold; "" is none.
std::string both_conditions(const std::string &first, const std::string &second);

} // namespace telinject::rewrite
