// The exit of a span that is still open when the process ends.
#pragma once

#include "runtime/core/clock.h"
#include "runtime/core/record.h"

#include <algorithm>

namespace telinject {

struct UnfinishedExit {
  explicit UnfinishedExit(const Record &entry) : record(entry) {
    record.kind = record_kinds_of(traits_of(entry.kind).span).exit;
    record.flags = record_unfinished;
    record.ticks = std::max(clock_ticks(), entry.ticks);
    record.start = entry.ticks;
    record.size = sizeof record;
    if (ends_inner_span(record.kind)) {
      end.function_site = entry.caller_site;
      record.size = sizeof record + sizeof end;
    }
  }

  Record record;
  LoopEnd end{};
};
static_assert(sizeof(UnfinishedExit) == sizeof(Record) + sizeof(LoopEnd));

} // namespace telinject
