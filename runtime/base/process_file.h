// The name of a file that one process keeps for itself in a folder it may share with others.  Async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Writes "FOLDER/PID-RANDOM" and the ending, zero-terminated, over `path`: no other process has that name, nor the same
// one a second time.  Where it does not fit, path is empty, which cannot be opened and so says it all.
void name_process_file(char *path, std::size_t size, const char *folder, Slice ending);

} // namespace telinject
