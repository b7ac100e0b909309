// TELEMETRY_OUTPUT=spool: records go out as they are, to be told later by telinject-events render (file_format.h has the
// form). Only by whoever drains.
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/storage/file_format.h"

namespace telinject {

// Of the process, once.
void spool_process(const StoredProcess &process);
// Where it is another one than the last time.
void spool_clock(const ClockLine &line);
// What each of these rings holds up to where it was looked at last, then the end of the round.  How many records.
std::size_t spool_rings(Thread *list);
void spool_loss_report(const LossReport &account);
// How many events in these blocks are not wholly in their first `size` bytes.
std::uint64_t spool_events_behind(Slice blocks, std::size_t size);
// A forked child begins anew.
void spool_reset();

} // namespace telinject
