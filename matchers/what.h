// Prevents the runtime from running unsafe overriders of std::exception::what().
//
//   const char *what() const noexcept override { std::lock_guard hold(m); … }
// becomes, on the same line,
//   const char *what() const noexcept override { TELINJECT_WHAT_GUARD() TELINJECT_FUNCTION(…) std::lock_guard hold(m); … }
//
// The macro returns "" if the runtime is the caller. A what() without side effects (a literal, a member, a member's
// c_str(), a conditional expression of these) stays unmodified, so that the runtime can record its message.
#pragma once

#include "matchers/construct.h"
#include "matchers/site.h"

#include <optional>

namespace telinject::rewrite {

// Returns the insertion as an independent site; nothing if the function is no such what().
[[nodiscard]] std::optional<Site> guard_what(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                                             const UnitContext &unit);

} // namespace telinject::rewrite
