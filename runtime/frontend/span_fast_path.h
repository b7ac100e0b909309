// The fast path of nearly every event, inlined into the hooks: pushes a span and writes a record with one clock
// reading, no call, no lock, no allocation and no system call.  Everything else is in spans.cpp.  Functions take the
// calling thread's block.
#pragma once

#include "runtime/core/clock.h"
#include "runtime/frontend/roots.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/upcalls.h"

namespace telinject {

#define TELINJECT_LIKELY(X) __builtin_expect(static_cast<bool>(X), 1)
#define TELINJECT_UNLIKELY(X) __builtin_expect(static_cast<bool>(X), 0)

// Open and close the span of any function.  open_span returns the handle, or 0 if there is nothing to close.
// word: of the place that is called, or null (<telinject/telinject.h>).
int open_span(Thread *t, int *word, const char *site, Arguments &values, const FrameAddress &frame);
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
  span.begin_folding(0);
  span.fold_flags.folds_inner = below.fold_flags.folds_inner;
  span.function_start = below.function_start;
  span.value_code = nullptr;
  span.entry_at = Span::nowhere;
  return span;
}

// Counts a call of a function that gets no span.  Returns false, without an effect, if the call may need one.
__attribute__((always_inline)) inline bool count_call_fast(Thread *t, const char *site, std::uintptr_t frame) {
  Span &top = t->spans.top();
  if (t->busy.load(std::memory_order_relaxed) != 0 || frame < t->stack.low ||
      !t->spans.top_encloses({frame, Thread::return_address_in(frame)}))
    return false;
  SiteCalls *const calls = t->sites->calls.lookup(site);
  if (!calls || calls->level != SiteLevel::counted || calls->calls_until_timed <= 1 || calls->first_calls != 0 ||
      calls->window != budget.window.load(std::memory_order_relaxed) || !calls->fold->takes(top.id, site) ||
      !t->flags.sampled)
    return false;
  --calls->calls_until_timed;
  ++calls->fold->folded.calls;
  calls->fold->folded.flags |= fold_is_counted; // a timed call may have made the entry
  top.fold_flags.has_estimate = true;
  return true;
}

// What to do with a call of a function that the budget limits; ask: the slow path asks it.
enum class FastChoice { record, fold, ask };

__attribute__((always_inline)) inline FastChoice choose_fast(const Thread *t, const SiteCalls *calls) {
  if (TELINJECT_UNLIKELY(calls->window != budget.window.load(std::memory_order_relaxed)))
    return FastChoice::ask;
  if (calls->level != SiteLevel::recorded || calls->first_calls != 0)
    return FastChoice::ask;
  if (calls->share == 0)
    return FastChoice::fold;
  if (TELINJECT_LIKELY(t->lines >= 2))
    return FastChoice::record;
  return t->dry_window == calls->window ? FastChoice::fold : FastChoice::ask;
}

// Opens the span of a function that is folded into the recorded span around it, unless it may be a root.
__attribute__((always_inline)) inline int open_folded_fast(Thread *t, const char *site, const FrameAddress &frame,
                                                           SiteCalls *calls, Span &below) {
  Span &span = begin_suppressed(below, site, frame);
  span.calls = calls;
  span.weight = 1;
  span.fold_kind = FoldKind::function;
  span.fold_flags.folds_inner = true;
  span.start = clock_counter();
  if (has_roots_by_age(t, below, span.start, calls->window))
    return needs_slow_path;
  span.function_start = span.start;
  return t->spans.push(span);
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
  std::uint32_t window = ~std::uint32_t{0}; // without a budget: one in which there are roots
  bool has_budget = false;
  if (settings.any_site_filter.load(std::memory_order_relaxed)) {
    calls = t->sites->calls.lookup(site);
    if (TELINJECT_UNLIKELY(!calls || calls->is_filtered_out || calls->is_root))
      return needs_slow_path;
    window = calls->window;
    has_budget = settings.has_budget.load(std::memory_order_relaxed);
    if (has_budget) {
      const FastChoice choice = choose_fast(t, calls);
      if (choice == FastChoice::fold)
        return open_folded_fast(t, site, frame, calls, below);
      if (choice == FastChoice::ask)
        return needs_slow_path;
    }
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
  span.begin_folding(0);
  span.entry_at = t->ring.head();
  Record *const r = begin_record(p, RecordKind::enter, t, span);
  r->flags = record_has_caller;
  r->caller_site = below.function_site;
  r->size = static_cast<std::uint32_t>(end - p);
  const std::uint64_t head = span.entry_at + static_cast<std::uint64_t>(end - p);
  r->ticks = span.start = clock_counter();
  if (has_roots_by_age(t, below, span.start, window))
    return needs_slow_path;
  span.function_start = span.start;
  if (has_budget) {
    t->lines -= 2;
    --calls->share;
  }
  const int handle = t->spans.push(span);
  t->ring.commit_to(head);
  return handle;
}

// The time that was spent in the span itself, of which the calls inside may be an estimate.
__attribute__((always_inline)) inline std::uint64_t own_ticks(const Span &span, std::uint64_t duration) {
  const std::int64_t own = static_cast<std::int64_t>(duration) - span.child_ticks;
  return own > 0 ? static_cast<std::uint64_t>(own) : 0;
}

// Closes the innermost span, which has no events of its own.
__attribute__((always_inline)) inline bool close_folded_fast(Thread *t, Span &span) {
  SiteCalls *const calls = span.calls;
  if (TELINJECT_UNLIKELY(!t->flags.sampled || span.weight != 1 || !calls) ||
      TELINJECT_UNLIKELY(!calls->fold->takes(span.id, span.site) || calls->completes_batch()) ||
      TELINJECT_UNLIKELY(calls->site.load(std::memory_order_relaxed) != span.site || t->flags.asks_clock ||
                         t->flags.end != ThreadEnd::none))
    return false;
  const std::uint64_t now = clock_counter();
  const std::uint64_t duration = now - span.start;
  if (TELINJECT_UNLIKELY(duration >= budget.slow_ticks.load(std::memory_order_relaxed) ||
                         now >= budget.window_end.load(std::memory_order_relaxed)))
    return false;
  FoldEntry &fold = *calls->fold;
  if (span.fold_flags.has_estimate)
    fold.folded.flags |= fold_self_estimated;
  fold.add(duration, static_cast<std::int64_t>(duration) - span.child_ticks);
  calls->note_inner(own_ticks(span, duration), span.hooks);
  (&span)[-1].child_ticks += static_cast<std::int64_t>(duration);
  t->spans.pop();
  return true;
}

__attribute__((always_inline)) inline bool close_span_fast(Thread *t, int handle) {
  Span &span = t->spans.top();
  if (TELINJECT_UNLIKELY(span.handle != handle || t->active_exceptions.any()))
    return false;
  if (TELINJECT_UNLIKELY(span.flags.bits() != 0))
    return span.flags.bits() == suppressed_flags.bits() && close_folded_fast(t, span);
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
  if (TELINJECT_UNLIKELY(span.folds != 0))
    return false;
  char *const p = t->ring.room();
  const std::uint64_t now = clock_counter();
  Record *const r = begin_record(p, RecordKind::exit, t, span);
  r->ticks = now;
  r->start = span.start;
  char *end = p + sizeof(Record);
  if (span.child_ticks != 0 || span.fold_flags.has_estimate) {
    const FoldedHead head{span.child_ticks, 0, span.fold_flags.has_estimate ? folded_self_estimated : 0};
    r->flags = record_has_folded;
    __builtin_memcpy(end, &head, sizeof head);
    end += sizeof head;
  }
  if (code) {
    r->flags |= record_has_value;
    end = put_word(put_word(end, code), span.value);
  }
  r->size = static_cast<std::uint32_t>(end - p);
  span.note_exit(at);
  t->ring.commit_to(at + static_cast<std::uint64_t>(end - p));
  const std::uint64_t duration = now - span.start;
  if (calls)
    calls->note_inner(own_ticks(span, duration), span.hooks);
  (&span)[-1].child_ticks += static_cast<std::int64_t>(duration);
  t->spans.pop();
  return true;
}

// An event inside the innermost span that is folded.  lines: what it would take from the budget.
__attribute__((always_inline)) inline bool fold_inner_fast(Thread *t, int outer, const char *site,
                                                           std::uint32_t lines) {
  Span &span = t->spans.top();
  if (TELINJECT_UNLIKELY(span.handle != outer || !t->flags.sampled))
    return span.handle == outer; // nothing in its trace is recorded
  if (TELINJECT_UNLIKELY(span.next_is_checked()))
    return false;
  if (!span.fold_flags.folds_inner &&
      !(t->lines < lines && t->dry_window == budget.window.load(std::memory_order_relaxed)))
    return false;
  SiteCalls *const calls = t->sites->calls.lookup(site);
  if (TELINJECT_UNLIKELY(!calls || !calls->fold->takes(span.id, site) || span.fold_flags.is_blind))
    return false;
  ++span.hooks;
  ++calls->fold->folded.calls;
  return true;
}

// An iteration of the innermost span that is not recorded.
__attribute__((always_inline)) inline bool count_iteration_fast(Thread *t, int loop) {
  Span &span = t->spans.top();
  if (TELINJECT_UNLIKELY(span.handle != loop || span.next_is_checked()))
    return false;
  if (!span.is_recorded()) {
    ++span.iterations;
    return true;
  }
  if (!span.flags.has_suppressed || !settings.has_budget.load(std::memory_order_relaxed) ||
      should_record_iteration(span.iterations + 1, config.first_iterations))
    return false;
  ++span.iterations;
  ++span.suppressed.iterations;
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
