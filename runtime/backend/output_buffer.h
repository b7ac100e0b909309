// Buffers what is on its way to the output: lines, or blocks of a spool.  With TELEMETRY_RING_DIR the buffer lies in
// the ring file, together with the positions that everything has reached.  All functions require the drain lock unless
// they say otherwise.
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/sinks/sink.h"

namespace telinject {

void output_buffer_start(const Sink *sink);

// Returns the free room; empty if no memory is available.
TextBuffer output_buffer_room();
// Call this when something did not fit: the buffer then has no room until the output has taken its contents, so that
// lost events form one contiguous gap.
void output_buffer_note_overflow();
// Adds the bytes written to the room; they contain `events` events, which were counted when they were made.
void output_buffer_add(std::size_t bytes, std::uint64_t events);
void output_buffer_count_event();
// Notes that records of the thread up to t->drain_at are in the buffer, or are not needed.
void output_buffer_note_position(const Thread *t);
// Notes the output in a new ring file.
void output_buffer_note_output();
void output_buffer_note_losses_reported(std::uint64_t lost);
// Returns true if little room is left: note the positions, then call output_buffer_write.
bool output_buffer_is_full();
// Writes the buffer.  While the disk is full it tries only occasionally, unless in_any_case is set.
void output_buffer_write(bool in_any_case = true);
// Returns true if a loss report fits.  If not, it is emitted later.
bool output_buffer_has_room_for_loss_report();
// Returns true if the output failed and the remaining events stay in the ring file: in the buffer and the rings.
bool output_buffer_keeps_unwritten_events();
// Returns true if the disk is full or the output failed.  Callable on any thread.
bool output_buffer_is_stuck();

bool output_buffer_has_output();              // callable on any thread
std::uint64_t output_buffer_sequence();       // of the newest event added
std::uint64_t output_buffer_events_written(); // events that have reached the output
std::uint64_t output_buffer_losses_reported();

// Returns, once, the error number of a permanent output failure or a full disk; 0 if there is none.  This function and
// the next are callable on any thread.
int output_buffer_take_failure();
bool output_buffer_has_failed();

// In a forked child: empties the buffer.
void output_buffer_reset();

} // namespace telinject
