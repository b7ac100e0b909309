// TELEMETRY_FUNCTIONS: which functions are told.  A list of +expression and -expression; the first that is found in a
// function's name decides.  With any +, what none decides is out.  Lists may change in a running process.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Makes a list ready; it counts from function_filter_use() on.  Empty: all functions are told.  Returns what is wrong with
// it, empty: nothing.  Only one thread at a time, as function_filter_use().
Slice function_filter_prepare(Slice list);
void function_filter_use();

// Any thread, async-signal-safe.  Is any list in use?
bool function_filter_is_used();
// Another number with each list; 0: there was none yet.
std::uint32_t function_filter_generation();
bool function_filter_matches(Slice function);

} // namespace telinject
