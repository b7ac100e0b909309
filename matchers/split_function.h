// Splits C functions into an instrumented and an uninstrumented body (docs/adr/0016-two-bodies.md).
//
//   int twice(int a) { TELINJECT_FUNCTION(…) return a + a; }
// becomes, on the same line,
//   TELINJECT_SPLIT_DECL(int, twice, int telinject_g0, int a) int twice(int a) {
//       TELINJECT_SPLIT_ENTRY(int, twice, (int telinject_g0, int a), (telinject_g0, a))
//       TELINJECT_FUNCTION(…) TELINJECT_SPLIT_BODY(…) return a + a; }
//
// The original function ends in TELINJECT_SPLIT_ENTRY. Its statements move into a function that is always inlined: into the
// original function, which emits no events, and into an outlined function that emits all of them. A function is not
// split if the split could be observed.
#pragma once

#include "matchers/construct.h"
#include "matchers/site.h"

namespace telinject::rewrite {

// Returns the insertions as a site that depends on the function's site; skipped if the function keeps one body, so that
// all units agree. For C units only.
Site split_function(const clang::FunctionDecl &function, const clang::CompoundStmt &body, const Site &function_site,
                    const UnitContext &unit);

} // namespace telinject::rewrite
