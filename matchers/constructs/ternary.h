// Instruments conditional expressions; used by conditional.cpp only.
#pragma once

#include "matchers/construct.h"

namespace telinject::rewrite {

struct TernarySite {
  const clang::ConditionalOperator &choice;
  const Body &body;
  const Guard &guard;
  clang::SourceLocation anchor;
};

// Adds the edits to the site. Returns the skip reason, or "" on success.
[[nodiscard]] const char *hook_ternary(const TernarySite &input, const UnitContext &unit, Site &site);

} // namespace telinject::rewrite
