// Detects a process that runs in the memory of another (vfork, clone with CLONE_VM).
#pragma once

namespace telinject {

// Whatever such a process set up would stay in its parent, which has no thread for it.  Checked before the first event
// decides whether telemetry is on.
bool memory_is_borrowed();

} // namespace telinject
