// The times in which entries were lost: see lost_spans.h.
#include "runtime/core/lost_spans.h"

namespace telinject {

constinit std::size_t lost_periods = 0;

namespace {

// Ticks of the first and the last entry that was lost, without one that was written in between.
struct Period {
  std::uint64_t from, to;
};
constexpr std::size_t most = 32;
constinit Period periods[most];
constinit bool goes_on = false;

// The oldest two become one: an exit in between is lost though its entry was not.
void make_room() {
  periods[1].from = periods[0].from < periods[1].from ? periods[0].from : periods[1].from;
  periods[1].to = periods[0].to > periods[1].to ? periods[0].to : periods[1].to;
  for (std::size_t i = 1; i < lost_periods; ++i)
    periods[i - 1] = periods[i];
  --lost_periods;
}

} // namespace

void note_record(const Record *r, bool is_lost) {
  if (!begins_span(r->kind))
    return;
  if (!is_lost) {
    goes_on = false;
    return;
  }
  if (!goes_on) {
    if (lost_periods == most)
      make_room();
    periods[lost_periods++] = {r->ticks, r->ticks};
    goes_on = true;
  }
  Period &last = periods[lost_periods - 1];
  last.from = r->ticks < last.from ? r->ticks : last.from;
  last.to = r->ticks > last.to ? r->ticks : last.to;
}

bool look_up_lost_span(const Record *r) {
  if (!ends_span(r->kind))
    return false;
  for (std::size_t i = 0; i < lost_periods; ++i)
    if (r->start >= periods[i].from && r->start <= periods[i].to)
      return true;
  return false;
}

void forget_lost_spans() {
  lost_periods = 0;
  goes_on = false;
}

} // namespace telinject
