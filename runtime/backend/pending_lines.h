// Lines that were rendered before it was known where the process runs: they wait in memory, so that the program's
// threads need not, and are completed when it is known.  With the drain lock only (drain.h); async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Begins to hold lines.  False: there is no memory for them.
bool pending_lines_start();
bool has_pending_lines();

// Room for the next line; `held` says how much of it was used.
TextBuffer pending_lines_reserve();
void pending_lines_commit(std::size_t size);
// No more may be rendered: what a writer gets done in the longest time that lines are held by default has been.
bool pending_lines_full();

// All of it; stays until clear_pending_lines().
Slice pending_lines();
void clear_pending_lines();

} // namespace telinject
