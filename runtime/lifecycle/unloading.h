// Shared objects that are unloaded (dlclose) while the process goes on.  Records point into their texts (sites,
// literals), so these are written, or rendered, before the texts are gone.  A runtime that is linked replaces dlclose
// (interpose.cpp); one that an object loaded at its first event is called by the C library, as a static destructor of
// that object.
#pragma once

namespace telinject {

class Patience;

// Writes or renders what is recorded, and gives up what is remembered of sites: some of their texts go, or are gone.
void forget_unloaded_sites(Patience &patience);

// handle: what the object's static destructors are registered with (__dso_handle); null for a program.  May be called
// again for the same object.  errno stays.
void watch_unloading(void *handle);

// After an event that was written at once: if the object that was being unloaded is gone, events need no longer be.
void check_unloading();

} // namespace telinject
