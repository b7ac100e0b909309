// What became of the events that an output sends to a receiver.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Numbers of events, except the last ones.
struct ExportTotals {
  bool is_known = false;             // the output is such an output
  std::uint64_t sent = 0;            // of this process: the receiver has taken them
  std::uint64_t spooled = 0;         // of this process: in the spool now
  std::uint64_t lost = 0;            // of this process
  std::uint64_t sent_for_others = 0; // of earlier processes, from the spool
  std::uint64_t lost_for_others = 0;
  std::uint64_t rejected_spans = 0;   // that the receiver has not taken of batches that count as sent
  std::uint64_t sent_log_records = 0; // the same of log records, which events are beside those above
  std::uint64_t spooled_log_records = 0;
  std::uint64_t lost_log_records = 0; // also of those that were taken from the spool for earlier processes
  std::uint64_t rejected_log_records = 0;
  std::uint64_t requests = 0, retries = 0;
  std::uint64_t queue_bytes = 0; // the most that was in use
};
// Their names in the attribute "export".
inline constexpr struct {
  Slice name;
  std::uint64_t ExportTotals::*count;
} export_counts[] = {
    {"sent", &ExportTotals::sent},
    {"spooled", &ExportTotals::spooled},
    {"lost", &ExportTotals::lost},
    {"sent_for_others", &ExportTotals::sent_for_others},
    {"lost_for_others", &ExportTotals::lost_for_others},
    {"rejected_spans", &ExportTotals::rejected_spans},
    {"sent_log_records", &ExportTotals::sent_log_records},
    {"spooled_log_records", &ExportTotals::spooled_log_records},
    {"lost_log_records", &ExportTotals::lost_log_records},
    {"rejected_log_records", &ExportTotals::rejected_log_records},
    {"requests", &ExportTotals::requests},
    {"retries", &ExportTotals::retries},
    {"queue_bytes", &ExportTotals::queue_bytes},
};

} // namespace telinject
