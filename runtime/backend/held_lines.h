// Lines that were rendered before it was known where the process runs: they wait in memory, so that the program's
// threads need not, and are completed when it is known.  With the baton only (drain.h); async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Begins to hold lines.  False: there is no memory for them.
bool hold_lines();
bool holds_lines();

// Room for the next line; `held` says how much of it was used.
Text held_room();
void held(std::size_t size);
// No more may be rendered: what a writer gets done in the longest time that lines are held by default has been.
bool held_is_full();

// All of it; stays until drop_held_lines().
Slice held_lines();
void drop_held_lines();

} // namespace telinject
