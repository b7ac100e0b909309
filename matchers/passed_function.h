// The function that an argument passes to a library as a callback.
#pragma once

#include "clang/AST/Expr.h"

namespace telinject::rewrite {

// Returns the function of a lambda, a function by its name, either in a variable or in std::bind; null if it is none of
// these.
const clang::FunctionDecl *passed_function(const clang::Expr *expression);

} // namespace telinject::rewrite
