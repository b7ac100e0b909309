// Ensures one runtime per process: two would write two sequences for one process.
#pragma once

namespace telinject {

// Returns true, with a warning, if this copy of the runtime is in a namespace that dlmopen created.  Call it once
// telemetry is known to be requested.  Allocates nothing, because the first event may be in a signal handler.
bool is_second_runtime();

} // namespace telinject
