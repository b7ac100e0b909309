// TELEMETRY_FUNCTIONS: selects the functions that are recorded.  A list of +expression and -expression; the first that
// is found in a function's name decides.  A list with any + excludes names that match nothing.  Lists may change at run
// time.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Compiles a list, which takes effect with function_filter_use().  Empty: all functions are recorded.  Returns an error
// message, or an empty text.  One thread at a time, together with function_filter_use().
Slice function_filter_prepare(Slice list);
void function_filter_use();

// Is a list in use?  Any thread, async-signal-safe.
bool function_filter_is_used();
// Returns a number that changes with each list; 0: there was none yet.
std::uint32_t function_filter_generation();
bool function_filter_matches(Slice function);

} // namespace telinject
