// Gives C++ functions a second body (docs/adr/0025-second-bodies-in-cxx.md).
//
//   int twice(int a) { TELINJECT_FUNCTION(…) return a + a; }
// becomes, on the same line,
//   int twice(int a) { TELINJECT_SECOND_BODY(int, int *telinject_w, TELINJECT_PASSED(a)) TELINJECT_FUNCTION(…) return a + a;
//       TELINJECT_END_SECOND_BODY(VALUE, (int *, TELINJECT_PASSED_TYPE(a)), telinject_w, TELINJECT_PASS(a)) }
//
// The statements become those of a generic lambda that compilers instantiate twice: once in place, where the guard is
// known to be 0 and every hook is removed, and once out of line, where events are recorded.
#pragma once

#include "matchers/construct.h"
#include "matchers/edit.h"

#include <vector>

namespace telinject::rewrite {

// Returns the insertions; nothing if the function keeps one body because a second one could be observed.
std::vector<Edit> second_body_edits(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                                    const UnitContext &unit);

} // namespace telinject::rewrite
