// The switch among the conditionals.
#pragma once

#include "matchers/construct.h"

#include "clang/AST/Stmt.h"

namespace telinject {

struct SwitchSite {
  const clang::SwitchStmt &choice;
  const Body &body;
  const Guard &around;
  clang::SourceLocation anchor;
};

// Gives the site its edits; the reason where that cannot be, else "".
const char *hook_switch(const SwitchSite &what, const UnitContext &unit, Site &site);

} // namespace telinject
