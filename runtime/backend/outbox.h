// What is on its way to the output: lines, or blocks of a spool, in one buffer.  With TELEMETRY_RING_DIR the buffer is
// in the ring file, together with a note of how far everything has come.  Only by whoever drains, but where it says
// otherwise.
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/sinks/sink.h"

namespace telinject {

void outbox_start(const Sink *sink);

// Room to write to; empty where there is no memory.
Text outbox_room();
// Something did not fit: there is no room until the output has taken what is in the buffer, so that what is lost is one
// stretch of time.
void outbox_note_overflow();
// So many bytes were written there, and tell so many events, each of which was counted as it was made.
void outbox_add(std::size_t bytes, std::uint64_t events);
void outbox_count_event();
// What t->drain_at says of that thread's ring is in the buffer, or needs not be.
void outbox_note_position(const Thread *t);
// In a ring file that was just made: what the output is.
void outbox_note_output();
void outbox_note_losses_told(std::uint64_t lost);
// There is little room left: time for outbox_write, after the position was noted.
bool outbox_is_full();
// While the disk is full it is tried now and then only, unless in_any_case.
void outbox_write(bool in_any_case = true);
// For a line that tells of losses.  If not, it is told later.
bool outbox_has_room_for_account();
// The output broke, and what is left stays in the ring file: in the buffer, and in the rings.
bool outbox_keeps_rest();
// The disk is full, or the output broke.  Any thread.
bool outbox_is_stuck();

bool outbox_has_output();              // any thread
std::uint64_t outbox_sequence();       // of the last event in it or before
std::uint64_t outbox_events_written(); // what has reached the output
std::uint64_t outbox_losses_told();

// The error number after which the output takes nothing any more, or nothing until there is room, once; 0: there is
// none.  Any thread; so is the next.
int outbox_take_failure();
bool outbox_has_failed();

// A forked child has nothing to write.
void outbox_reset();

} // namespace telinject
