// How a value is passed to the runtime, by its type: the codes of <telinject/telinject.h>.
#pragma once

#include "matchers/construct.h"

#include "clang/AST/Decl.h"

#include <optional>
#include <string>

namespace telinject {

// One captured value: its code, what is written for it in the site's text, and the expression passed ("" for none).
struct CapturedValue {
  char code = 'o';
  std::string in_site;    // "x", "v:std::vector<int>", "c{0=RED,1=GREEN}", "t{ms}"
  std::string expression; // "x", "TELINJECT_TEXT(x)", ""
};

CapturedValue capture_parameter(const clang::ParmVarDecl &parameter, const UnitContext &unit);

// A variable that is read once more, at that place, right after it was given a value: `in_site` is its code with a
// table, if any.
CapturedValue capture_variable(const std::string &expression, clang::QualType type, clang::SourceLocation place,
                               const UnitContext &unit);

// The code of a scalar that is returned ("i", "e{0=RED,1=GREEN}"); nothing where it cannot be told.
std::optional<std::string> returned_code(clang::QualType type, const UnitContext &unit);

} // namespace telinject
