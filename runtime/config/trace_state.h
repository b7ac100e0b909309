// The header `tracestate` of W3C Trace Context, which is handed on as it came.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

constexpr std::size_t max_tracestate = 512, max_tracestate_members = 32;

// Returns true for a list of members KEY=VALUE that others can read, of at most that size and number.
bool is_valid_tracestate(Slice text);

} // namespace telinject
