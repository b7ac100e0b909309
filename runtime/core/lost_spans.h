// Tracks spans whose entry was recorded but not written: their exits are dropped too, as readers cannot use an exit
// without its entry.  Called by the thread that holds the drain lock only.
#pragma once

#include "runtime/core/record.h"

namespace telinject {

// Number of remembered periods in which entries were lost; usually 0.
extern std::size_t lost_periods;

void note_record(const Record *r, bool is_lost);
bool look_up_lost_span(const Record *r);

// is_lost: the record's events were lost, in full or in part; else they are on their way to the output.
inline void note_taken(const Record *r, bool is_lost) {
  if (__builtin_expect(is_lost || lost_periods != 0, 0))
    note_record(r, is_lost);
}
// Is it the exit of a span that began while entries were lost?
inline bool belongs_to_lost_span(const Record *r) {
  return __builtin_expect(lost_periods != 0, 0) && look_up_lost_span(r);
}
// Called in a forked child.
void forget_lost_spans();

} // namespace telinject
