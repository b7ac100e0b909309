// TELEMETRY_FUNCTIONS: which functions are told.  A list of +expression and -expression; the first that is found in a
// function's name decides.  With any +, what none decides is out.  Lists may change in a running process.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Makes a list ready; it counts from selection_use() on.  Empty: all functions are told.  Returns what is wrong with
// it, empty: nothing.  Only one thread at a time, as selection_use().
Slice selection_prepare(Slice list);
void selection_use();

// Any thread, async-signal-safe.  Is any list in use?
bool selection_is_used();
// Another number with each list; 0: there was none yet.
std::uint32_t selection_generation();
bool selection_holds(Slice function);

} // namespace telinject
