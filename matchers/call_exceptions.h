// Exceptions that leave a library's call, and the code of the error that their class gives.
#pragma once

#include "matchers/call_site.h"
#include "matchers/construct.h"

#include <optional>
#include <string>

namespace telinject::rewrite {

// Returns true if an exception may leave a call of the function.
bool may_throw(const clang::FunctionDecl &callee);

// Returns the last arguments of TELINJECT_FAILS, from the class's mangled name on; nothing if the aspect names no class,
// or none that is declared there.
std::optional<std::string> exception_code(const UnitContext &unit, const CallSite &call);

} // namespace telinject::rewrite
