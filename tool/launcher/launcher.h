// `telinject cc -- COMPILER ARGS…`: instrument this compile, run the real compiler on the result, add the runtime where
// it links.  What cannot be instrumented is compiled as it was.
#pragma once

#include "tool/config/options.h"

namespace telinject {

// Returns the compiler's exit status.
int run_launcher(const LauncherOptions &options);

} // namespace telinject
