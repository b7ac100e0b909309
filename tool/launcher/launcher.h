// Implements `telinject cc -- COMPILER ARGS…`: instruments a compile, runs the compiler on the result, and adds the
// runtime when linking. Compiles the original if instrumentation is impossible.
#pragma once

#include "tool/config/options.h"

namespace telinject::rewrite {

// Returns the compiler's exit status.
int run_launcher(const LauncherOptions &options);

} // namespace telinject::rewrite
