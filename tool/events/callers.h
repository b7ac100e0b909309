// The command callers: lines with the addresses of calls (TELEMETRY_CALLERS=addresses) go to standard output with
// caller_file and caller_line instead, where debug information says them.
#pragma once

#include "events/options.h"

namespace telinject::events {

int run_callers(const Options &options);

} // namespace telinject::events
