// TELEMETRY_RING_DIR: one file for each process image, mapped into memory, that holds its rings, the output buffer and
// the texts of literals; telinject-events recover reads it after the process's end (file_format.h has the format).  The
// file is locked (flock) while the process has it mapped.  Async-signal-safe.
#pragma once

#include "runtime/base/text.h"
#include "runtime/storage/file_format.h"

namespace telinject {

// Sets the folder; null: rings are in the process's memory only.  Called once, before the first event.
void ring_file_use(const char *folder);

// Returns the file of this process; the first call creates it (again in a forked child).  Null if there is no folder or
// creation failed, which prints one warning.  Any thread.
RingFileHead *ring_file();
// Returns the file if it was created, else null.
RingFileHead *ring_file_if_made();

// Returns memory for Ring::use with data of that size, and its region; null if the file cannot grow.  Any thread.
char *ring_file_take_ring(std::uint64_t size, RegionHead *&region);
// Returns the memory of the output buffer; null if it is not in a file.
char *ring_file_buffer();
// Stores the text of a literal for records that are still in rings.  Called by the thread that holds the drain lock.
void ring_file_keep_literal(std::uint64_t address, Slice text);

// Called in a forked child, as the file is the parent's: unmaps all of it.
void ring_file_leave();
// Removes the file, which has no unwritten data.  It stays mapped.
void ring_file_remove();

} // namespace telinject
