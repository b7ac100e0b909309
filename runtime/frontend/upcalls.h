// Functions of higher rooms that the frontend calls: the only calls that point upward.
#pragma once

#include <cstdint>

namespace telinject {

struct Thread;

// hooks/hooks.cpp
// Slow path of enter_runtime.
Thread *enter_runtime_slow_path(const char *site, std::uintptr_t frame, std::uint64_t events, int span);
// Ends a hook that has recorded something in a synchronous state: writes it before the hook returns.
void finish_synchronous();

// backend/writer.cpp
// Starts the writer thread unless it exists; if it cannot be started, telemetry becomes synchronous.
void writer_start_once();
// Wakes the writer, if it sleeps, because a ring is full.  Makes at most one system call.
void writer_wake();
// Waits briefly for room in the calling thread's ring.  Returns false if the thread must not wait, because it would
// wait for itself.
bool wait_for_room();

// lifecycle/exit_hooks.cpp
// Ends telemetry with the process: writes all records, closes open spans as unfinished, then emits the summary.  May be
// called repeatedly.  Does nothing in a vfork child.  Async-signal-safe.
void end_process();

// lifecycle/fork.cpp
// Gives the calling thread's ring memory.  The ring had none, so this is a forked child, whichever way it was forked.
// Called during an event that may already have prepared a span.  Returns false if no memory is available.
bool begin_forked_ring(Thread *t);

} // namespace telinject
