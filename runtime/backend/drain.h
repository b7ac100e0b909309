// Drains all rings: takes their records, renders them as lines and hands these to the output.  One thread at a time,
// which holds the drain lock: usually the writer, or a program's thread if there is no writer.
#pragma once

#include "runtime/formats/format.h"
#include "runtime/sinks/patience.h"
#include "runtime/sinks/sink.h"

namespace telinject {

// Takes the drain lock.  It is not recursive: a thread that already holds it gets false.  patience: null to wait
// without limit.  Async-signal-safe.
bool lock_drain(Patience *patience = nullptr);
void unlock_drain();
bool holds_drain_lock();
// Releases the drain lock if the thread with that id, which has ended, held it.
void release_drain_lock_of(int thread);
// Releases the drain lock in a forked child.
void reset_drain_lock();

// Called before the first event.  Returns false if no memory is available.
bool drain_start(const Sink *sink, const Format *format);

// Stores the facts of the process in the ring file, if one is used.  Takes the drain lock itself.
void drain_prepare_file();

// Returns true if everything recorded has reached the output.  Reads without the drain lock, so the answer may be
// stale.
bool drain_is_done();

// All functions below require the drain lock unless they say otherwise.
// Renders what the rings contained at the time of the call; returns the number of records.
std::size_t drain_rings();
bool drain_has_output(); // counts held lines too; callable without the drain lock, may be stale
// Emits an event with the number of events dropped since the last one, at most once a second unless `now` is set.
void emit_loss_event(bool now);
// Emits the final event if any event was throttled, sampled out or dropped.
void emit_summary_event();
// Clears caches because literals may move from now on (dlclose).
void drain_forget_sites();
// Notes the CPU time that the writer thread has used, which counts for the budget.
void drain_note_cpu(std::uint64_t used_ns);
// Sets the `sample_rate` of the lines rendered from now on.
void drain_set_sample_rate(const SampleRate &rate);
// In a forked child: restarts at sequence 1 with facts of its own and nothing to write.  parent_stood_still: nobody was
// draining at the fork.
void drain_reset_for_child(bool parent_stood_still);
// Reads the process's facts once.  Resource detection may take longer (resource_detection.h): until it ends, lines are
// held.  on_writer: called on the writer's thread, which may start the detection.
void drain_gather_facts(bool on_writer = false);
// Returns true if lines wait for the resource.  Callable without the drain lock; may be stale.
bool drain_waits_for_resource();
// Calibrates the clock, and stores the result if records are kept for other programs.
void drain_calibrate_clock();

} // namespace telinject
