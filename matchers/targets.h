// Functions that are compiled for another target than their unit.
#pragma once

#include "matchers/source_ranges.h"

#include "clang/AST/Decl.h"

namespace telinject {

// May the function lack a feature of the processor that its unit has, or be for another processor?  Compilers refuse to
// inline the hooks there.  By a target attribute or #pragma GCC target that does more than add features, its own or
// that of a function around.  body: where its '{' stands.
bool has_other_target(const clang::FunctionDecl &function, clang::SourceLocation body, const SourceRanges &ranges);

} // namespace telinject
