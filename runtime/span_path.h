// The path of nearly every event, inlined into the hooks: a span on the stack, a record in the ring; one look at the
// clock, no lock, no allocation, no system call.  What is rare is in spans.cpp.  Functions take the calling thread's
// block.
#pragma once

#include "clock.h"
#include "spans.h"
#include "state.h"
#include "writer.h"

namespace telinject {

#define TELINJECT_LIKELY(X) __builtin_expect(static_cast<bool>(X), 1)
#define TELINJECT_UNLIKELY(X) __builtin_expect(static_cast<bool>(X), 0)

// All that is not the usual case of enter_runtime.
Thread *enter_runtime_slowly(const char *site, std::uintptr_t frame, std::uint64_t events);
// Waits for the writer where there is no room; null where that is impossible.
char *wait_and_reserve(Thread *t);
// A function that is not simply called from the innermost span: the first of its thread, or one that shows that spans
// are over.  False: it gets no span, as the stack is full, or TELEMETRY_FUNCTIONS leaves it out.
bool settle_frame(Thread *t, const char *site, const FrameAddress &frame);
// The span of a function in a trace that is sampled out; 0 where it needs none.
int open_unsampled(Thread *t, const char *site, const FrameAddress &frame);
// The span of a function that tells nothing but what happens inside.
int open_scope(Thread *t, const char *site, const FrameAddress &frame);
// Of one that is called too often, or 0 where it is left out, and so is all that happens in it.
int open_quiet(Thread *t, const char *site, const FrameAddress &frame, const SiteCalls *calls);
// The span of a function that is not told; thinned: because it is called too often.
int open_silent(Thread *t, const char *site, const FrameAddress &frame, bool thinned);
int open_without_room(Thread *t);
void close_span_slowly(Thread *t, int handle);
void keep_return_value_slowly(Thread *t, int handle, const char *code, Arguments &value);
const char *function_around_silent(const Thread *t, std::uint32_t place);

inline void leave_runtime(Thread *t) {
  std::atomic_signal_fence(std::memory_order_seq_cst);
  t->busy.store(0, std::memory_order_relaxed);
}

// What a hook ends with that has recorded something.
inline void finish(Thread *t) {
  if (TELINJECT_UNLIKELY(__atomic_load_n(&telinject_state, __ATOMIC_RELAXED) >= state_synchronous) && is_synchronous())
    flush_rendered();
  leave_runtime(t);
}

inline bool is_plainly_on(const Thread *t) {
  return TELINJECT_LIKELY(__atomic_load_n(&telinject_state, __ATOMIC_RELAXED) == state_on && is_block(t));
}

// What a hook begins with: marks the thread as being in the runtime, so that instrumented code called from here (a
// signal handler, a replaced memcpy) is turned away.  Null where the event is not recorded. site: null unless it opens
// a function's span; events: how many are lost where null is returned.
__attribute__((always_inline)) inline Thread *enter_runtime(const char *site, std::uintptr_t frame,
                                                            std::uint64_t events) {
  Thread *const t = current_thread;
  if (TELINJECT_LIKELY(is_plainly_on(t) && t->busy.load(std::memory_order_relaxed) == 0)) {
    t->mark_busy(frame);
    return t;
  }
  return enter_runtime_slowly(site, frame, events);
}

inline char *reserve(Thread *t) {
  char *const p = t->ring.reserve();
  return TELINJECT_LIKELY(p != nullptr) ? p : wait_and_reserve(t);
}

// All of a record but its size, ticks and last field.
__attribute__((always_inline)) inline Record *begin_record(char *p, RecordKind kind, const Thread *of,
                                                           const Span &span) {
  auto *r = reinterpret_cast<Record *>(p);
  r->kind = kind;
  r->flags = 0;
  r->marks = of->record_marks;
  r->site = span.site;
  r->span = span.id;
  r->parent = span.parent;
  r->trace_high = of->trace_high;
  r->trace_low = of->trace_low;
  return r;
}

inline void commit(Thread *t, Record *r, const char *end) {
  r->size = static_cast<std::uint32_t>(end - reinterpret_cast<char *>(r));
  std::atomic_signal_fence(std::memory_order_seq_cst);
  commit_record(t, r);
}

inline std::uint64_t parent_of(const Thread *t, std::uint32_t place) {
  if (TELINJECT_LIKELY(place != 0))
    return t->spans[place - 1].id;
  return config.has_parent ? config.parent.span : 0;
}

// The function that a span at that place is in: a silent span has the id of the one below it, and its name too.  Null
// where there is none.
inline const char *function_around(const Thread *t, std::uint32_t place) {
  if (TELINJECT_UNLIKELY(place == 0))
    return nullptr;
  const Span &below = t->spans[place - 1];
  return TELINJECT_LIKELY(below.is_told()) ? below.function_site : function_around_silent(t, place - 1);
}

// The handle, or 0 where nothing has to be closed.
__attribute__((always_inline)) inline int open_span(Thread *t, const char *site, Arguments &values,
                                                    const FrameAddress &frame) {
  if (TELINJECT_UNLIKELY(t->spans.depth() == 0 || t->spans.full() || !t->spans.top_encloses(frame)) &&
      !settle_frame(t, site, frame))
    return 0;
  if (TELINJECT_UNLIKELY(!t->sampled))
    return open_unsampled(t, site, frame);
  if (TELINJECT_UNLIKELY(*site == '~'))
    return open_scope(t, site, frame);
  SiteCalls *calls = nullptr;
  if (switches.looks_at_sites.load(std::memory_order_relaxed)) {
    calls = t->calls.find(site);
    if (TELINJECT_UNLIKELY(calls && calls->state->quiet.load(std::memory_order_relaxed) != 0))
      return open_quiet(t, site, frame, calls);
  }
  const std::uint32_t place = t->spans.depth();
  Span &span = t->spans.next();
  span.marks = SpanMarks();
  span.id = t->ids.next();
  span.parent = parent_of(t, place);
  span.site = site;
  span.frame.low = frame.low;
  span.frame.return_address = frame.return_address;
  span.value_code = nullptr;
  span.calls = calls;
  span.function_site = site;
  char *const p = reserve(t);
  if (TELINJECT_UNLIKELY(!p))
    return open_without_room(t);
  Record *const r = begin_record(p, RecordKind::enter, t, span);
  r->caller_site = function_around(t, place);
  const char *const end = put_values(p + sizeof(Record), p + max_record_size, site, values);
  r->ticks = span.start = clock_ticks();
  span.entry_at = t->ring.head();
  const int handle = t->spans.push();
  commit(t, r, end);
  return handle;
}

// Is the innermost span that one, with nothing to be looked after but its own exit?
inline bool is_plain_top(const Thread *t, int handle) {
  if (TELINJECT_UNLIKELY(t->spans.depth() == 0))
    return false;
  const Span &span = t->spans.top();
  return span.handle == handle && span.marks.all() == 0 && t->sampled && !t->exiting && !t->flights.any() &&
         span.entry_at < t->ring.head(); // its entry is there
}

inline char *put_return_value(char *p, const Thread *of, const Span &span) {
  p = put_word(p, span.value_code);
  if (TELINJECT_LIKELY(span.value_size == Span::in_span))
    return put_word(p, span.value);
  std::memcpy(p, of->return_values + span.value_at, span.value_size);
  return p + span.value_size;
}

__attribute__((always_inline)) inline void close_span(Thread *t, int handle) {
  char *const p = t->ring.reserve();
  if (TELINJECT_UNLIKELY(!p || !is_plain_top(t, handle)))
    return close_span_slowly(t, handle);
  const std::uint64_t now = clock_ticks();
  Span &span = t->spans.top();
  Record *const r = begin_record(p, RecordKind::exit, t, span);
  r->ticks = now;
  r->start = span.start;
  char *end = p + sizeof(Record);
  if (span.value_code) {
    r->flags = record_has_value;
    end = put_return_value(end, t, span);
    if (TELINJECT_UNLIKELY(span.value_size != Span::in_span))
      t->values_used = span.value_at;
  }
  span.note_exit(t->ring.head());
  commit(t, r, end);
  if (span.calls && span.calls->site.load(std::memory_order_relaxed) == span.site)
    span.calls->note(now - span.start);
  t->spans.pop();
}

__attribute__((always_inline)) inline void keep_return_value(Thread *t, int handle, const char *code,
                                                             Arguments &value) {
  const RegisterWords words = register_words(value);
  if (TELINJECT_LIKELY(is_word(*code) && words.at != words.end && t->spans.depth() != 0)) {
    Span &span = t->spans.top();
    if (TELINJECT_LIKELY(span.handle == handle && span.marks.all() == 0 && !span.value_code)) {
      span.value = *words.at;
      span.value_size = Span::in_span;
      span.value_code = code;
      return;
    }
  }
  keep_return_value_slowly(t, handle, code, value);
}

} // namespace telinject
