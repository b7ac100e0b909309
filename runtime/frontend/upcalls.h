// What the hooks need of the rooms above: the only calls that point upward.
#pragma once

#include <cstdint>

namespace telinject {

struct Thread;

// hooks/hooks.cpp
// All that is not the usual case of enter_runtime.
Thread *enter_runtime_slow_path(const char *site, std::uintptr_t frame, std::uint64_t events, int span);
// What a hook ends with that has recorded something in a synchronous state: it is written before the hook returns.
void finish_synchronously();

// backend/writer.cpp
// Starts the thread unless there is one; where none can be had, telemetry becomes synchronous.
void writer_start_once();
// A full ring: wakes the writer if it sleeps.  One system call at most.
void writer_wake();
// Waits a little for room in the calling thread's ring.  False: it must not wait (it would wait for itself).
bool wait_for_room();

// lifecycle/exit_hooks.cpp
// The process ends now: writes what there is, tells of open spans as unfinished, then the summary.  May be called
// again. Does nothing in a vfork child.  Async-signal-safe.
void end_process();

// lifecycle/fork.cpp
// The calling thread's ring has no memory, so this is a forked child, whatever it was forked by.  In the middle of an
// event for which a span may have been prepared.  False: there is no memory.
bool begin_forked_ring(Thread *t);

} // namespace telinject
