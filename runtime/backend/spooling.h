// TELEMETRY_OUTPUT=spool: writes records unrendered; telinject-events render turns them into lines later (file_format.h
// defines the format).  All functions require the drain lock.
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/storage/file_format.h"

namespace telinject {

// Writes the facts of the process, once.
void spool_process(const StoredProcess &process);
// Writes the clock calibration if it differs from the previous one.
void spool_clock(const ClockLine &line);
// Writes the records of these rings up to their last observed positions, then the end of the round.  Returns the number
// of records.
std::size_t spool_rings(Thread *list);
void spool_loss_report(const LossReport &report);
// Counts the events in these blocks that are not completely within their first `size` bytes.
std::uint64_t spool_events_behind(Slice blocks, std::size_t size);
// In a forked child: starts a new spool.
void spool_reset();

} // namespace telinject
