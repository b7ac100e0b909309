// The list of the headers that a call sets, or sends with one more.
#pragma once

#include "matchers/call_site.h"
#include "matchers/construct.h"

#include <optional>
#include <string>

namespace telinject::rewrite {

// Returns the function that sets the list of headers, and the option, as arguments of a macro.
std::optional<std::string> header_setter(const UnitContext &unit, const CallSite &call);

} // namespace telinject::rewrite
