// See ternary.cpp.  For conditional.cpp alone.
#pragma once

#include "matchers/construct.h"

namespace telinject {

struct TernarySite {
  const clang::ConditionalOperator &choice;
  const Body &body;
  const Guard &around;
  clang::SourceLocation anchor;
};

// Gives the site its edits; the reason where it cannot, "" otherwise.
const char *hook_ternary(const TernarySite &what, const UnitContext &unit, Site &site);

} // namespace telinject
