// Holds lines that were rendered before the resource was detected.  They wait in memory, so that the program's threads
// do not wait, and are completed once it is known.  Requires the drain lock (drain.h); async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Starts holding lines.  Returns false if no memory is available.
bool pending_lines_start();
bool has_pending_lines();

// Returns room for the next line; pending_lines_commit gives the number of bytes used.
TextBuffer pending_lines_reserve();
void pending_lines_commit(std::size_t size);
// Returns true if no more lines may be rendered: the memory holds what a writer renders in the default maximum holding
// time.
bool pending_lines_full();

// Returns all held lines, valid until clear_pending_lines().
Slice pending_lines();
void clear_pending_lines();

} // namespace telinject
