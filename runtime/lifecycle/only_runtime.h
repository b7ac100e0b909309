// One process, one runtime: two would write two sequences as one process.
#pragma once

namespace telinject {

// Is this copy of the runtime in a namespace that dlmopen made?  Warns if so.  To be called once telemetry is wanted.
// Allocates nothing: the first event may be in a signal handler.
bool is_second_runtime();

} // namespace telinject
