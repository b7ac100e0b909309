// Takes records out of all rings, turns them into lines, and hands these to the output.  One at a time: whoever holds
// the drain lock (the writer thread as a rule, else a thread that has to do without it).
#pragma once

#include "runtime/formats/format.h"
#include "runtime/sinks/patience.h"
#include "runtime/sinks/sink.h"

namespace telinject {

// The right to drain.  Not recursive: a thread that holds it and asks again is refused.
// patience: null: wait as long as it takes.  Async-signal-safe.
bool lock_drain(Patience *patience = nullptr);
void unlock_drain();
bool holds_drain_lock();
// The thread of that id is gone: if it held the drain lock, nobody does.
void release_drain_lock_of(int thread);
// A forked child: nobody holds it.
void reset_drain_lock();

// Before the first event.  False: no memory.
bool drain_start(const Sink *sink, const Format *format);

// Notes in the ring file, where there is one, what has to be known of the process.  Takes the drain lock itself.
void drain_prepare_file();

// Has all that was recorded reached the output?  A glance, without the drain lock.
bool drain_is_done();

// The rest: only with the drain lock.
// Renders what the rings held at the time of the call; returns how many records.
std::size_t drain_rings();
bool drain_has_output(); // lines that are held, too; also without the drain lock, as a glance
// Tells of events lost since the last time, at most once a second unless `now`.
void emit_loss_event(bool now);
// The last line, where anything was thinned, sampled out or lost.
void emit_summary_event();
// Literals may lie elsewhere from now on (dlclose).
void drain_forget_sites();
// `sample_rate` of the lines from now on.
void drain_set_sample_rate(const SampleRate &rate);
// A forked child starts at sequence 1, with facts of its own and nothing to write.
// parent_stood_still: nobody was draining when it was forked.
void drain_reset_for_child(bool parent_stood_still);
// Reads the process's facts unless that is done.  Where it runs may take longer to learn (resource_detection.h): until then lines
// are held.  on_writer: the writer's thread, which may begin the search.
void drain_gather_facts(bool on_writer = false);
// Lines are waiting for that; without the drain lock, a glance.
bool drain_waits_for_resource();
// Sets the clock right, and notes it where records are kept for others.
void drain_calibrate_clock();

} // namespace telinject
