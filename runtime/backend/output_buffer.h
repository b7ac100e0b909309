// What is on its way to the output: lines, or blocks of a spool, in one buffer.  With TELEMETRY_RING_DIR the buffer is
// in the ring file, together with a note of how far everything has come.  Only by whoever drains, but where it says
// otherwise.
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/sinks/sink.h"

namespace telinject {

void output_buffer_start(const Sink *sink);

// Room to write to; empty where there is no memory.
TextBuffer output_buffer_room();
// Something did not fit: there is no room until the output has taken what is in the buffer, so that what is lost is one
// stretch of time.
void output_buffer_note_overflow();
// So many bytes were written there, and tell so many events, each of which was counted as it was made.
void output_buffer_add(std::size_t bytes, std::uint64_t events);
void output_buffer_count_event();
// What t->drain_at says of that thread's ring is in the buffer, or needs not be.
void output_buffer_note_position(const Thread *t);
// In a ring file that was just made: what the output is.
void output_buffer_note_output();
void output_buffer_note_losses_told(std::uint64_t lost);
// There is little room left: time for output_buffer_write, after the position was noted.
bool output_buffer_is_full();
// While the disk is full it is tried now and then only, unless in_any_case.
void output_buffer_write(bool in_any_case = true);
// For a line that tells of losses.  If not, it is told later.
bool output_buffer_has_room_for_loss_report();
// The output broke, and what is left stays in the ring file: in the buffer, and in the rings.
bool output_buffer_keeps_rest();
// The disk is full, or the output broke.  Any thread.
bool output_buffer_is_stuck();

bool output_buffer_has_output();              // any thread
std::uint64_t output_buffer_sequence();       // of the last event in it or before
std::uint64_t output_buffer_events_written(); // what has reached the output
std::uint64_t output_buffer_losses_told();

// The error number after which the output takes nothing any more, or nothing until there is room, once; 0: there is
// none.  Any thread; so is the next.
int output_buffer_take_failure();
bool output_buffer_has_failed();

// A forked child has nothing to write.
void output_buffer_reset();

} // namespace telinject
