// TELEMETRY_RING_DIR: one file for each process image, mapped into memory, that holds its rings, the output's buffer
// and the texts of literals; telinject-events recover reads it when the process is gone (file_format.h has the form).  The
// file is locked (flock) as long as the process has it mapped.  Async-signal-safe.
#pragma once

#include "runtime/base/text.h"
#include "runtime/storage/file_format.h"

namespace telinject {

// The folder, or null where rings are in memory of the process alone.  Once, before the first event.
void ring_file_use(const char *folder);

// The file of this process, made by the first call that needs it (again in a forked child).  Null: there is none, or it
// cannot be made, of which one line tells.  Any thread.
RingFileHead *ring_file();
// The file, if it was made.
RingFileHead *ring_file_if_made();

// Memory for Ring::use with data of that size, and its region; null where the file cannot grow.  Any thread.
char *ring_file_take_ring(std::uint64_t size, RegionHead *&region);
// Where the output's buffer is; null: in the process alone.
char *ring_file_buffer();
// Keeps the text of a literal for records that are still in rings.  Whoever drains.
void ring_file_keep_literal(std::uint64_t address, Slice text);

// A forked child: the file is the parent's.  Nothing of it is mapped any more afterwards.
void ring_file_leave();
// Nothing is left in it that is not written.  It stays mapped.
void ring_file_remove();

} // namespace telinject
