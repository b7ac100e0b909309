// Takes records out of all rings, turns them into lines, and hands these to the output.  One at a time: whoever holds
// the baton (the writer thread as a rule, else a thread that has to do without it).
#pragma once

#include "formats/format.h"
#include "sinks/sink.h"

namespace telinject {

// The right to drain.  Not recursive: a thread that holds it and asks again is refused.
// deadline_ns: of CLOCK_MONOTONIC; 0: wait as long as it takes.  Async-signal-safe.
bool take_baton(std::int64_t deadline_ns);
void give_baton();
bool holds_baton();
// A forked child: nobody holds it.
void reset_baton();

// Before the first event.  False: no memory.
bool drain_start(const Sink *sink, const Format *format);

// The rest: only with the baton.
// Renders what the rings held at the time of the call; returns how many records.
std::size_t drain_rings();
// Hands over what was rendered.
void drain_out();
bool drain_has_output(); // also without the baton, as a glance
// The error number after which the output takes nothing any more, once; 0: there is none.
int drain_take_failure();
bool drain_has_failed();
// Tells of events lost since the last time, at most once a second unless `now`.
void drain_tell_losses(bool now);
// The last line, where anything was thinned, sampled out or lost.
void drain_tell_summary();
// Literals may lie elsewhere from now on (dlclose).
void drain_forget_sites();
// A forked child starts at sequence 1, with facts of its own and nothing to write.
void drain_reset_for_child();
// Reads the process's facts unless that is done.  Where it runs may take longer to learn (metadata.h): until then lines are
// held.  on_writer: the writer's thread, which may begin the search.
void drain_gather_facts(bool on_writer = false);
// Lines are waiting for that; without the baton, a glance.
bool drain_holds();

} // namespace telinject
