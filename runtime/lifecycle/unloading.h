// Handles shared objects that are unloaded (dlclose) while the process continues.  Records refer to their texts (sites,
// literals), so the records are written or rendered before the texts disappear.  A linked runtime replaces dlclose
// (interpose.cpp); for a runtime loaded at the first event, the C library calls a static destructor registered for the
// object.
#pragma once

namespace telinject {

class Patience;

// Writes or renders all records and clears all caches of sites, because some of their texts are about to be unmapped or
// already are.
void forget_unloaded_sites(Patience &patience);

// Records what the calling thread has folded so far.  Call it before an object is unloaded.
void write_folds_of_this_thread();

// handle: the object's __dso_handle, under which its static destructors are registered; null for a program.  May be
// called repeatedly for the same object.  Preserves errno.
void watch_unloading(void *handle);

// After an event that was written synchronously: leaves synchronous mode if the object being unloaded is gone.
void check_unloading();

} // namespace telinject
