// A table of contexts by handle and name of the callback, with open addressing.  What has no room is forgotten: its
// callback then runs as if nothing had been noted.
#include "runtime/frontend/handed_over.h"

#include "runtime/base/yield_lock.h"
#include "runtime/core/clock.h"
#include "runtime/frontend/calls.h"
#include "runtime/frontend/coroutine.h"
#include "runtime/frontend/roots.h"
#include "runtime/frontend/span_fast_path.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/state.h"

#include <cstring>

namespace telinject {

namespace {

struct Work {
  const void *handle; // null: free
  std::uint64_t key;  // the callback's name; 0: any
  Continued context;  // span 0: no span was open
  std::uint32_t count;
  char action;   // of the call that noted it last
  bool is_mixed; // of several spans
};
constexpr std::size_t place_count = 16 * 1024;
constexpr std::size_t places_of_handle = 32;

constinit std::atomic<bool> is_table_taken{false};
constinit Work table[place_count];

Work *first_place(const void *handle, std::uint64_t key) {
  const std::uint64_t mixed = (reinterpret_cast<std::uintptr_t>(handle) ^ key) * 0x9E3779B97F4A7C15u >> 40;
  return table + mixed % (place_count - places_of_handle);
}

// Returns the place of the handle, or a free one, or one that is forgotten.
Work &place_for(const void *handle, std::uint64_t key) {
  Work *const first = first_place(handle, key);
  Work *free = nullptr;
  for (Work *place = first; place != first + places_of_handle; ++place)
    if (place->handle == handle && place->key == key)
      return *place;
    else if (!place->handle && !free)
      free = place;
  Work &made = free ? *free : *first;
  made = {};
  return made;
}

bool is_same(const Continued &a, const Continued &b) {
  return a.span == b.span && a.trace_low == b.trace_low && a.trace_high == b.trace_high;
}

void note(const CallState &call, const Continued &context) {
  const YieldLock lock(is_table_taken);
  if (!lock.is_held())
    return;
  Work &work = place_for(call.handle, call.key);
  if (work.handle && call.action != 'n') {
    work.is_mixed |= !is_same(work.context, context);
    ++work.count;
  } else {
    work = {call.handle, call.key, context, 1, call.action, false};
  }
}

// Returns a place without a handle if nothing was noted.
Work take(const CallState &call) {
  const YieldLock lock(is_table_taken);
  Work *const first = first_place(call.handle, call.key);
  for (Work *place = first; lock.is_held() && place != first + places_of_handle; ++place) {
    if (place->handle != call.handle || place->key != call.key)
      continue;
    const Work found = *place;
    if (call.action == 'T' && (place->action != 'N' || --place->count == 0))
      place->handle = nullptr;
    return found;
  }
  return {};
}

Continued new_trace(Thread *t) {
  const TraceState trace = begin_trace(t);
  return {trace.high, trace.low, 0, trace.is_sampled, trace.context_flags};
}

} // namespace

void note_work(const Thread *t, const CallState &call) {
  if (!call.handle)
    return;
  Continued context = context_of(t);
  if (context.span != 0 && is_open_for_long(t->spans.top(), clock_ticks()))
    context = {};
  note(call, context);
}

void begin_work(Thread *t, CallState &call, const FrameAddress &frame) {
  if (!call.handle || load_state() == state_paused)
    return;
  close_stale_spans(t, frame);
  const Work work = take(call);
  if (!work.handle || (work.context.span == 0 && !work.is_mixed))
    return;
  if (TELINJECT_UNLIKELY(!t->ring.has_memory()))
    begin_forked_ring(t); // a forked child's ids are not its parent's
  call.context = open_continued(t, work.is_mixed ? new_trace(t) : work.context);
  if (call.context == 0)
    return;
  t->spans.top().frame = frame;
  update_unsampled_frame_limit(t);
}

void end_work(Thread *t, const CallState &call) {
  if (call.context != 0)
    close_span(t, call.context);
}

void reset_handed_over_lock() {
  // A thread of the parent may have been writing.
  if (is_table_taken.load(std::memory_order_relaxed))
    std::memset(static_cast<void *>(table), 0, sizeof table);
  is_table_taken.store(false, std::memory_order_relaxed);
}

} // namespace telinject
