// Expressions that may stand in the text a second time.
#pragma once

#include "matchers/construct.h"

#include "clang/AST/Expr.h"

#include <string>

namespace telinject::rewrite {

// Returns the text of an expression that can be evaluated again without an effect, and gives the same value; "" if it is
// none, or its text has no place in a macro's arguments.
std::string repeatable_text(const clang::Expr &expression, const UnitContext &unit);

} // namespace telinject::rewrite
