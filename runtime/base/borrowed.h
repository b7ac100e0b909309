// Is this a process that runs in the memory of another (vfork, clone with CLONE_VM)?
#pragma once

namespace telinject {

// What it set up there would be its parent's, who has no thread of it.  Asked before the first event is decided on.
bool memory_is_borrowed();

} // namespace telinject
