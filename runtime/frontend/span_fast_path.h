// The fast path of nearly every event, inlined into the hooks: pushes a span and writes a record with one clock
// reading, no call, no lock, no allocation and no system call.  Everything else is in spans.cpp.  Functions take the
// calling thread's block.
#pragma once

#include "runtime/core/clock.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/upcalls.h"

namespace telinject {

#define TELINJECT_LIKELY(X) __builtin_expect(static_cast<bool>(X), 1)
#define TELINJECT_UNLIKELY(X) __builtin_expect(static_cast<bool>(X), 0)

// Open and close the span of any function.  open_span returns the handle, or 0 if there is nothing to close.
int open_span(Thread *t, const char *site, Arguments &values, const FrameAddress &frame);
void set_return_value(Thread *t, int handle, const char *code, Arguments &value);
void close_span(Thread *t, int handle);

// Makes the spans of the stack that contains the frame the current ones.  Returns false if they are unavailable.
inline bool switch_to_stack(Thread *t, std::uintptr_t frame, int span) {
  return TELINJECT_LIKELY(t->stack.contains(frame)) || switch_to_stack_slow_path(t, frame, span);
}

inline void leave_runtime(Thread *t) {
  std::atomic_signal_fence(std::memory_order_seq_cst);
  t->busy.store(0, std::memory_order_relaxed);
}

// Every hook that has recorded something ends with this.
inline void finish(Thread *t) {
  if (TELINJECT_UNLIKELY(__atomic_load_n(&telinject_state, __ATOMIC_RELAXED) >= state_synchronous))
    finish_synchronous();
  leave_runtime(t);
}

inline bool is_on_fast(const Thread *t) {
  return TELINJECT_LIKELY(__atomic_load_n(&telinject_state, __ATOMIC_RELAXED) == state_on && is_block(t));
}

// Every hook begins with this: marks the thread as inside the runtime, so that instrumented code called from there (a
// signal handler, a replaced memcpy) is rejected.  Returns null if the event is not recorded.
// site: null unless the event opens a function's span; events: the number to count as dropped if null is returned;
// span: the handle the event refers to, if any.
__attribute__((always_inline)) inline Thread *enter_runtime(const char *site, std::uintptr_t frame,
                                                            std::uint64_t events, int span = 0) {
  Thread *const t = current_thread;
  if (TELINJECT_LIKELY(is_on_fast(t) && t->busy.load(std::memory_order_relaxed) == 0) &&
      TELINJECT_LIKELY(t->stack.contains(frame))) {
    t->mark_busy(frame);
    return t;
  }
  return enter_runtime_slow_path(site, frame, events, span);
}

// Fills a record except for its size, ticks and last field.
__attribute__((always_inline)) inline Record *begin_record(char *p, RecordKind kind, const Thread *thread,
                                                           const Span &span) {
  auto *r = reinterpret_cast<Record *>(p);
  r->kind = kind;
  r->flags = 0;
  r->context_flags = thread->context_flags;
  r->site = span.site;
  r->span = span.id;
  r->parent = span.parent;
  r->trace_high = thread->trace_high;
  r->trace_low = thread->trace_low;
  return r;
}

// Fast path.  These functions return needs_slow_path or false, without side effects, if the event is not eligible; the
// functions above then handle it.

// Returned instead of a handle.
constexpr int needs_slow_path = -1;

// Returns true if the thread's flags, and the literals it has already written, require no slow path.
template <class... Literals>
__attribute__((always_inline)) inline bool is_fast_path_thread(const Thread *t, Literals... literals) {
  constexpr ThreadFlags fast{.sampled = true}, spooling{.sampled = true, .keeps_literals = true};
  const std::uint32_t flags = t->flags.bits();
  return TELINJECT_LIKELY(flags == fast.bits()) ||
         (flags == spooling.bits() && (t->seen_literals.contains(literals) && ...));
}

// Fills a suppressed span inside another span: it takes the ids of the outer span and so is invisible.
__attribute__((always_inline)) inline Span &begin_suppressed(Span &below, const char *site, const FrameAddress &frame) {
  Span &span = SpanStack::slot_after(below);
  span.flags = suppressed_flags;
  span.id = below.id;
  span.parent = below.parent;
  span.site = site;
  span.function_site = site;
  span.frame.low = frame.low;
  span.frame.return_address = frame.return_address;
  span.calls = nullptr;
  span.value_code = nullptr;
  span.entry_at = Span::nowhere;
  return span;
}

// words: the arguments that the caller passed in registers after the site.  The frame is not below the stack, so it is
// on the stack if the innermost span encloses it.
template <class... Words>
__attribute__((always_inline)) inline int open_span_fast(Thread *t, const char *site, const FrameAddress &frame,
                                                         Words... words) {
  if (TELINJECT_UNLIKELY(t->spans.full()))
    return needs_slow_path;
  Span &below = t->spans.top();
  if (TELINJECT_UNLIKELY(!t->spans.top_encloses(frame)) || !is_fast_path_thread(t, site, below.function_site))
    return needs_slow_path;
  SiteCalls *calls = nullptr;
  if (settings.any_site_filter.load(std::memory_order_relaxed)) {
    calls = t->calls.lookup(site);
    if (TELINJECT_UNLIKELY(!calls))
      return needs_slow_path;
    const std::uint32_t disabled_reasons = calls->state->disabled_reasons.load(std::memory_order_relaxed);
    if (TELINJECT_UNLIKELY(disabled_reasons == site_throttled)) {
      ++below.suppressed_inside().functions;
      return t->spans.push(begin_suppressed(below, site, frame));
    }
    if (TELINJECT_UNLIKELY(disabled_reasons != 0))
      return needs_slow_path;
  }
  if (TELINJECT_UNLIKELY(!below.is_recorded() || !t->ring.has_room()))
    return needs_slow_path;
  char *const p = t->ring.room();
  const char *code = site;
  std::uint64_t caller;
  char *end = put_words(p + sizeof(Record), code, caller, frame.stack_words(), words...);
  if (class_of(*code) != CodeClass::none)
    return needs_slow_path;
  end = put_call_addresses(end, frame.return_address, caller);

  Span &span = SpanStack::slot_after(below);
  span.flags = SpanFlags();
  span.id = t->ids.next();
  span.parent = below.id;
  span.site = site;
  span.frame.low = frame.low;
  span.frame.return_address = frame.return_address;
  span.value_code = nullptr;
  span.calls = calls;
  span.function_site = site;
  span.entry_at = t->ring.head();
  Record *const r = begin_record(p, RecordKind::enter, t, span);
  r->flags = record_has_caller;
  r->caller_site = below.function_site;
  r->size = static_cast<std::uint32_t>(end - p);
  const std::uint64_t head = span.entry_at + static_cast<std::uint64_t>(end - p);
  r->ticks = span.start = clock_counter();
  const int handle = t->spans.push(span);
  t->ring.commit_to(head);
  return handle;
}

__attribute__((always_inline)) inline bool close_span_fast(Thread *t, int handle) {
  Span &span = t->spans.top();
  if (TELINJECT_UNLIKELY(span.handle != handle || t->active_exceptions.any()))
    return false;
  if (TELINJECT_UNLIKELY(span.flags.bits() != 0)) {
    if (span.flags.bits() != suppressed_flags.bits() || !t->flags.sampled)
      return false;
    t->spans.pop();
    return true;
  }
  SiteCalls *const calls = span.calls;
  const char *const code = span.value_code;
  const std::uint64_t at = t->ring.head();
  if (TELINJECT_UNLIKELY(!t->ring.has_room() || span.entry_at >= at) ||
      !is_fast_path_thread(t, span.site, code ? code : span.site))
    return false;
  if (calls && TELINJECT_UNLIKELY(calls->site.load(std::memory_order_relaxed) != span.site || calls->completes_batch()))
    return false;
  if (code && TELINJECT_UNLIKELY(span.value_size != Span::in_span))
    return false;
  char *const p = t->ring.room();
  const std::uint64_t now = clock_counter();
  Record *const r = begin_record(p, RecordKind::exit, t, span);
  r->ticks = now;
  r->start = span.start;
  char *end = p + sizeof(Record);
  if (code) {
    r->flags = record_has_value;
    end = put_word(put_word(end, code), span.value);
  }
  r->size = static_cast<std::uint32_t>(end - p);
  span.note_exit(at);
  t->ring.commit_to(at + static_cast<std::uint64_t>(end - p));
  if (calls)
    calls->note_inner(now - span.start);
  t->spans.pop();
  return true;
}

// value: the first word after the code.
__attribute__((always_inline)) inline bool set_return_value_fast(Thread *t, int handle, const char *code,
                                                                 std::uint64_t value) {
  Span &span = t->spans.top();
  if (TELINJECT_UNLIKELY(span.handle != handle))
    return false;
  if (TELINJECT_UNLIKELY(span.flags.bits() != 0))
    return span.flags.bits() == suppressed_flags.bits(); // which records no value
  if (TELINJECT_UNLIKELY(span.value_code || !is_word(*code)))
    return false;
  span.value = value;
  span.value_size = Span::in_span;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  span.value_code = code;
  return true;
}

} // namespace telinject
