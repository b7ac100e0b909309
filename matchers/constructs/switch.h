// Instruments the switch statements of the conditional construct.
#pragma once

#include "matchers/construct.h"

#include "clang/AST/Stmt.h"

namespace telinject::rewrite {

struct SwitchSite {
  const clang::SwitchStmt &choice;
  const Body &body;
  const Guard &guard;
  clang::SourceLocation anchor;
};

// Adds the edits to the site. Returns the skip reason, or "" on success.
[[nodiscard]] const char *hook_switch(const SwitchSite &input, const UnitContext &unit, Site &site);

} // namespace telinject::rewrite
