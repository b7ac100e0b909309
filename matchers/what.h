// Which overriders of std::exception::what() the runtime must not run when it wants an exception's message.
//
//   const char *what() const noexcept override { std::lock_guard hold(m); … }
// becomes, on the same line,
//   const char *what() const noexcept override { TELINJECT_WHAT() TELINJECT_FUNCTION(…) std::lock_guard hold(m); … }
//
// which returns "" where the caller is the runtime.  One whose body has no effect but its result (a literal, a member,
// a member's c_str(), a choice among such) is left as it is, and gives its message.
#pragma once

#include "matchers/construct.h"
#include "matchers/site.h"

#include <optional>

namespace telinject {

// The insertion, as a site of its own that depends on no other; nothing where the function is no such what().
std::optional<Site> guard_what(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                               const UnitContext &unit);

} // namespace telinject
