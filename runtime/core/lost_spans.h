// Spans whose entry was recorded and could not be written: their exits are lost with them, as an exit without an entry
// means nothing to a reader.  Only by whoever drains.
#pragma once

#include "runtime/core/record.h"

namespace telinject {

// How many such times are remembered; 0 as a rule.
extern std::size_t lost_periods;

void note_record(const Record *r, bool is_lost);
bool look_up_lost_span(const Record *r);

// Whether the record's events were lost, all or in part, or are on their way to the output.
inline void note_taken(const Record *r, bool is_lost) {
  if (__builtin_expect(is_lost || lost_periods != 0, 0))
    note_record(r, is_lost);
}
// Is it the exit of a span that began while entries were being lost?
inline bool belongs_to_lost_span(const Record *r) {
  return __builtin_expect(lost_periods != 0, 0) && look_up_lost_span(r);
}
// A forked child.
void forget_lost_spans();

} // namespace telinject
