// Names a file that belongs to one process in a folder that several may share.  Async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Writes "FOLDER/PID-RANDOM" and the ending, zero-terminated, to `path`.  The name is unique among processes and calls.
// If it does not fit, path becomes empty; opening that fails, so no other check is needed.
void name_process_file(char *path, std::size_t size, const char *folder, Slice ending);

} // namespace telinject
