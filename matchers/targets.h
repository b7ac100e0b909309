// Detects functions that are compiled for another target than their unit.
#pragma once

#include "matchers/source_ranges.h"

#include "clang/AST/Decl.h"

namespace telinject::rewrite {

// Returns true if the function may lack a processor feature of its unit, because of a target attribute or #pragma GCC
// target (its own or that of an enclosing function) that does more than add features. Compilers refuse to inline hooks
// into such a function. body: location of its '{'.
[[nodiscard]] bool has_other_target(const clang::FunctionDecl &function, clang::SourceLocation body,
                                    const SourceRanges &ranges);

} // namespace telinject::rewrite
