// Which functions of C get a second body for what is told, and what is inserted for it (docs/adr/0016-two-bodies.md).
//
//   int twice(int a) { TELINJECT_FUNCTION(…) return a + a; }
// becomes, on the same line,
//   TELINJECT_BODIES(int, twice, int telinject_g0, int a) int twice(int a) { TELINJECT_DIVERT(int, twice, (int
//   telinject_g0, int a), (telinject_g0, a)) TELINJECT_FUNCTION(…) TELINJECT_BODY(…) return a + a; }
//
// where the function itself ends in TELINJECT_DIVERT, and its statements become those of a function that is always
// inlined: into the function, where nothing is told, and into another one, where all is.  That is left undone wherever
// it might show.
#pragma once

#include "matchers/construct.h"
#include "matchers/site.h"

namespace telinject {

// The insertions, as a site that leans on the function's; skipped where one body has to do, so that units that see the
// text in different ways agree on one.  For units of C.
Site two_bodies(const clang::FunctionDecl &function, const clang::CompoundStmt &body, const Site &function_site,
                const UnitContext &unit);

} // namespace telinject
