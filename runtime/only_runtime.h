// One process, one runtime: two would write two sequences as one process.
#pragma once

namespace telinject {

// Is this copy of the runtime in a namespace that dlmopen made, or does another copy record already (a program linked
// with the static library that loads an object linked with the shared one)?  Warns if so.  To be called once telemetry
// is wanted.
bool is_second_runtime();

} // namespace telinject
