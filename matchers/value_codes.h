// Maps types to the value codes of <telinject/telinject.h>.
#pragma once

#include "matchers/construct.h"

#include "clang/AST/Decl.h"

#include <optional>
#include <string>

namespace telinject::rewrite {

// A captured value: its code, its text in the site, and the expression to pass ("" if none).
struct CapturedValue {
  char code = 'o';
  std::string in_site;    // "x", "v:std::vector<int>", "c{0=RED,1=GREEN}", "t{ms}"
  std::string expression; // "x", "TELINJECT_TEXT(x)", ""
};

CapturedValue capture_parameter(const clang::ParmVarDecl &parameter, const UnitContext &unit);

// Captures a variable that is read again at `location`, directly after it was assigned. in_site: its code, with a table
// of enumerators if there is one.
CapturedValue capture_variable(const std::string &expression, clang::QualType type, clang::SourceLocation location,
                               const UnitContext &unit);

// Returns the code of a returned scalar ("i", "e{0=RED,1=GREEN}"); nothing if the value cannot be recorded.
[[nodiscard]] std::optional<std::string> returned_code(clang::QualType type, const UnitContext &unit);

} // namespace telinject::rewrite
