// Slow path of span handling: spans of loops and try blocks, manual, unsampled and abandoned spans, and events inside a
// span.
#include "runtime/frontend/spans.h"

#include "runtime/frontend/calls.h"
#include "runtime/frontend/coroutine.h"
#include "runtime/frontend/fiber.h"
#include "runtime/frontend/folded_calls.h"
#include "runtime/frontend/handle_table.h"
#include "runtime/frontend/published_spans.h"
#include "runtime/frontend/roots.h"
#include "runtime/frontend/span_fast_path.h"
#include "runtime/frontend/thread_end.h"
#include "runtime/frontend/upcalls.h"

namespace telinject {

char *put_further_values(char *p, const char *end, const char *code, Arguments &from, std::uint64_t &next) {
  next = 0;
  for (; is_code(*code); ++code) {
    if (static_cast<std::size_t>(end - p) < max_value)
      return p;
    p = put_value(p, *code, from);
  }
  next = va_arg(from.list, std::uint64_t);
  return p;
}

namespace {

// Waits for the writer if the ring is full; returns null if waiting is impossible.
__attribute__((noinline)) char *wait_and_reserve(Thread *t) {
  if (!t->ring.has_memory() && !begin_forked_ring(t))
    return nullptr;
  writer_start_once();
  for (;;) {
    bool more_than_half;
    const bool room = t->ring.make_room(more_than_half);
    if (more_than_half)
      writer_wake();
    if (room)
      return t->ring.reserve();
    if (!telemetry_is_on() || !wait_for_room())
      return nullptr;
  }
}

inline char *reserve(Thread *t) {
  char *const p = t->ring.reserve();
  return TELINJECT_LIKELY(p != nullptr) ? p : wait_and_reserve(t);
}

inline void commit(Thread *t, Record *r, const char *end) {
  r->size = static_cast<std::uint32_t>(end - reinterpret_cast<char *>(r));
  std::atomic_signal_fence(std::memory_order_seq_cst);
  commit_record(t, r);
}

} // namespace

char *reserve_record(Thread *t) {
  return reserve(t);
}
void finish_record(Thread *t, Record *r, const char *end) {
  commit(t, r, end);
}

namespace {

inline std::uint64_t parent_of(const Thread *t, std::uint32_t index) {
  if (TELINJECT_LIKELY(index != 0))
    return t->spans[index - 1].id;
  if (t->inherited.span != 0)
    return t->inherited.span;
  return config.has_parent ? config.parent.span : 0;
}

const char *function_around_suppressed(const Thread *t, std::uint32_t index) {
  for (;; --index) {
    const Span &span = t->spans[index];
    if (span.is_recorded())
      return span.function_site;
    if (index == 0 || span.flags.trace != TraceChange::none) // no recorded function of this trace called it
      return nullptr;
  }
}

} // namespace

const char *function_around(const Thread *t, std::uint32_t index) {
  if (TELINJECT_UNLIKELY(index == 0))
    return nullptr;
  const Span &below = t->spans[index - 1];
  return TELINJECT_LIKELY(below.is_recorded()) ? below.function_site : function_around_suppressed(t, index - 1);
}

namespace {

char *put_return_value(char *p, const Thread *owner, const Span &span) {
  p = put_word(p, span.value_code);
  if (span.value_size == Span::in_span)
    return put_word(p, span.value);
  std::memcpy(p, owner->return_values + span.value_at, span.value_size);
  return p + span.value_size;
}

// Starts a thread's outermost span: a new trace, or a continuation of the span that started the thread or the process.
void begin_outermost(Thread *t) {
  const Continued &inherited = t->inherited;
  if (inherited.span != 0) {
    t->set_trace({inherited.trace_high, inherited.trace_low, inherited.sampled, inherited.context_flags});
    return;
  }
  if (!config.has_parent)
    return t->set_trace(begin_trace(t));
  const std::uint64_t threshold = settings.sample_threshold.load(std::memory_order_relaxed);
  t->trace_high = config.parent.trace_high;
  t->trace_low = config.parent.trace_low;
  t->flags.sampled = config.follows_parent ? config.parent.sampled : keep_trace(t->trace_low, threshold);
  t->context_flags = 0;
  if (!t->flags.sampled)
    sample_out(t, t->flags.sampled, t->context_flags);
}

void put_trace(Record *r, const TraceState &trace) {
  r->trace_high = trace.high;
  r->trace_low = trace.low;
  r->context_flags = trace.context_flags;
}

char *put_error(char *p, const ExceptionInfo *info) {
  const ErrorHead head = info ? ErrorHead{info->type, info->text_size, info->frame_count} : ErrorHead{nullptr, 0, 0};
  std::memcpy(p, &head, sizeof head);
  p += sizeof head;
  if (!info)
    return p;
  std::memcpy(p, info->frames, head.frame_count * sizeof *info->frames);
  p += head.frame_count * sizeof *info->frames;
  std::memcpy(p, info->text, head.text_size);
  return p + padded(head.text_size);
}

// Returns the trace around the span, which belongs to `trace`.
TraceState trace_below(const Span &span, const TraceState &trace) {
  if (span.flags.resumed)
    return trace_around(span.coroutine);
  return span.is_root() ? span.trace_around : trace;
}

// owner: the thread that owns the span; target: the thread whose ring takes the record.  trace: the span's.  info: the
// exception that left the span, if known.
void record_exit(const Thread *owner, Thread *target, std::uint32_t index, const TraceState &trace, std::uint64_t now,
                 std::uint8_t flags, const ExceptionInfo *info = nullptr) {
  Span &span = owner->spans[index];
  if (trace.is_sampled && span.flags.inherited && span.folds != 0)
    write_unattributed(owner, target, span.folds); // its exit is written by the parent
  if (!trace.is_sampled || span.flags.inherited || !span.is_recorded())
    return;
  const std::uint64_t written = owner == target ? owner->ring.head() : owner->ring.published();
  if (span.flags.exit_recorded && written > span.exit_at)
    return; // already recorded
  if (span.entry_at == Span::nowhere || (written <= span.entry_at && !span.flags.moved)) {
    write_unattributed(owner, target, span.folds);
    return dropped_events.add(2); // the entry record is missing too
  }
  if (span.folds != 0)
    write_excess_folds(owner, target, span);
  char *const p = reserve(target);
  if (!p) {
    owner->sites->folds.release(span.folds);
    return dropped_events.add(1);
  }
  const RecordKind kind = record_kinds_of(span.flags.kind).exit;
  Record *const r = begin_record(p, kind, owner, span);
  put_trace(r, trace);
  r->ticks = now;
  r->start = span.start;
  char *end = p + sizeof(Record);
  if (kind != RecordKind::exit) {
    const LoopEnd loop{span.function_site, span.iterations, static_cast<std::uint64_t>(span.flags.exit_reason)};
    std::memcpy(end, &loop, sizeof loop);
    end += sizeof loop;
  }
  if (span.flags.has_suppressed) {
    flags |= record_has_suppressed;
    std::memcpy(end, &span.suppressed, sizeof span.suppressed);
    end += sizeof span.suppressed;
  }
  if (has_folded(span)) {
    flags |= record_has_folded;
    end = put_folded(end, owner, span);
  }
  if ((flags & record_raised) != 0)
    end = put_error(end, info);
  if (has_attributes(span.flags.kind)) {
    if (owner == target && owner->closing_call)
      end = put_call_attributes(end, p + max_record_size, *owner->closing_call, true);
  } else if (span.value_code && (flags & ~(record_has_suppressed | record_has_folded)) == 0) {
    flags |= record_has_value;
    end = put_return_value(end, owner, span);
  }
  r->flags = flags;
  if (owner == target)
    span.note_exit(written);
  else if (span.flags.has_suppressed)
    target->suppressed_counters.add(span.suppressed);
  commit(target, r, end);
}

// A what() of the program may take a lock that the throwing code held.  So it is called only after the function that
// threw, or called the thrower, has been left and its locals are destroyed, or when a handler begins.  Loops, try
// blocks and manual spans are left in the middle of a function and do not qualify.
void call_what_outside_runtime(Thread *t, std::uint32_t index, std::uint8_t flags, ExceptionInfo &info) {
  const Span &span = t->spans[index];
  const bool by_hand = span.frame.is_unbound();
  const bool is_function = span.flags.kind == SpanKind::function || span.flags.kind == SpanKind::suppressed;
  if (!info.pending_what || (flags & record_unfinished) != 0 ||
      !((is_function && !by_hand) || (flags & record_caught) != 0))
    return;
  t->in_user_callback = true;
  call_what(info);
  t->in_user_callback = false;
}

// left_by: the exception known to have left the span; if null, an exception that is leaving it now is looked up.
void close_top(Thread *t, std::uint64_t now, std::uint8_t flags, ActiveException *left_by = nullptr) {
  const std::uint32_t index = t->spans.depth() - 1;
  if (__builtin_expect(t->active_exceptions.any(), 0) && !left_by) {
    left_by = t->active_exceptions.propagating_through(index, t->ring.head());
    if (left_by)
      flags = static_cast<std::uint8_t>((flags & ~record_abandoned) | record_raised);
  }
  if (__builtin_expect(left_by != nullptr, 0))
    call_what_outside_runtime(t, index, flags, left_by->info);
  if (t->spans[index].is_folded() && t->flags.sampled && !t->spans[index].flags.inherited &&
      (left_by || now - t->spans[index].start >= budget.slow_ticks.load(std::memory_order_relaxed)))
    write_late_entries(t);
  account_for_top(t, now, (flags & record_raised) != 0);
  record_exit(t, t, index, t->trace(), now, flags, left_by ? &left_by->info : nullptr);
  if (__builtin_expect(left_by != nullptr, 0)) {
    left_by->depth = index;
    left_by->last_seen_at = t->ring.head();
  }
  Span &span = t->spans.top();
  const bool was_published = is_published(span, index);
  if (was_published)
    note_published_end(t);
  if (span.flags.has_suppressed) {
    if (span.is_recorded() || span.is_root() || index == 0)
      t->suppressed_counters.add(span.suppressed);
    else
      t->spans[index - 1].suppressed_inside().add(span.suppressed);
  }
  if (span.value_code && span.value_size != Span::in_span)
    t->values_used = span.value_at;
  if (TELINJECT_UNLIKELY(span.flags.resumed))
    leave_coroutine(t, span.coroutine);
  else if (TELINJECT_UNLIKELY(span.is_root()))
    t->set_trace(span.trace_around);
  t->spans.pop();
  update_unsampled_frame_limit(t);
  if (was_published)
    publish_current(t);
}

// Functions called by destructors and clean-up handlers after pthread_exit has begun return normally.
bool is_left_by_thread_end(Thread *t, std::uint32_t index) {
  if (!is_ending(t))
    return false;
  if (t->flags.end != ThreadEnd::exiting)
    return true;
  if (index >= t->depth_at_end)
    return false;
  t->depth_at_end = index;
  return true;
}

// Closes the innermost span if it is a function's and needs nothing but an exit record.  Returns false if it needs
// more.
bool close_function(Thread *t) {
  Span &span = t->spans.top();
  const std::uint64_t at = t->ring.head();
  char *const p = t->ring.reserve();
  if (!p || span.entry_at >= at || span.folds != 0)
    return false;
  Record *const r = begin_record(p, RecordKind::exit, t, span);
  const std::uint64_t now = clock_ticks();
  r->ticks = now;
  r->start = span.start;
  char *end = p + sizeof(Record);
  if (has_folded(span)) {
    r->flags |= record_has_folded;
    end = put_folded(end, t, span);
  }
  if (span.value_code) {
    r->flags |= record_has_value;
    end = put_return_value(end, t, span);
    if (span.value_size != Span::in_span)
      t->values_used = span.value_at;
  }
  span.note_exit(at);
  commit(t, r, end);
  account_for_top(t, now, false);
  t->spans.pop();
  return true;
}

// Closes spans that control has left without running their guards, for example by longjmp.
void unwind_stale_spans(Thread *t, const FrameAddress &frame) {
  bool needs_same_stack;
  while (t->spans.depth() != 0 &&
         t->spans.top_is_over(frame, stack_bytes_of_values(t->spans.top().function_site), needs_same_stack)) {
    // A frame of a signal handler on its own stack proves nothing about the spans below.
    if (needs_same_stack && !is_on_one_stack(t, frame.low, t->spans.top().frame.low))
      return;
    close_top(t, clock_ticks(), record_abandoned);
  }
}

// Fills the next span, which has no record yet.  is_outermost: its trace has no other span, as that of a root.
inline Span &begin_span(Thread *t, SpanKind kind, const char *site, const char *function_site,
                        const FrameAddress &frame, bool is_outermost = false) {
  const std::uint32_t index = t->spans.depth();
  if (kind == SpanKind::suppressed && index != 0 && !is_outermost)
    return begin_suppressed(t->spans.top(), site, frame);
  Span &span = t->spans.next();
  span.flags = SpanFlags();
  span.flags.kind = kind;
  if (index == 0 && watches_outermost())
    span.flags.trace = TraceChange::outermost;
  span.site = site;
  span.function_site = function_site;
  span.frame = frame;
  span.calls = nullptr;
  span.begin_folding(0);
  span.function_start = index != 0 ? t->spans.top().function_start : Span::never;
  span.value_code = nullptr;
  span.entry_at = Span::nowhere;
  if (kind != SpanKind::suppressed) {
    span.id = t->ids.next();
    span.parent = parent_of(t, index);
  } else if (t->inherited.span != 0) { // outermost
    span.id = t->inherited.span;
    span.parent = 0;
  } else { // outermost: inherits from the process's root span
    span.id = process_span.span;
    span.parent = process_span.parent;
    t->trace_high = process_span.trace_high;
    t->trace_low = process_span.trace_low;
  }
  if (index == 0)
    t->inherited.span = 0; // the thread may be one of a pool: what it does next belongs to others
  return span;
}

// Closes the abandoned spans above the span with that handle and returns its index; -1 if it is not open.
std::int64_t unwind_to_handle(Thread *t, int handle) {
  const std::int64_t index = t->spans.find(handle);
  if (index >= 0)
    while (TELINJECT_UNLIKELY(t->spans.depth() - 1 > static_cast<std::uint32_t>(index)))
      close_top(t, clock_ticks(), record_abandoned);
  return index;
}

// Returns the kind of the innermost recorded span, which determines the prefix of its correlation id.
SpanKind context_kind(const Thread *t) {
  for (std::uint32_t i = t->spans.depth(); i-- > 0;) {
    if (t->spans[i].is_recorded())
      return t->spans[i].flags.kind;
    if (t->spans[i].is_root())
      break;
  }
  return SpanKind::suppressed;
}

// Begins a record of an event inside the innermost span; committing it sets its size.
Record *begin_inner(Thread *t, RecordKind kind, const char *site, std::uint64_t now) {
  char *const p = reserve(t);
  if (!p) {
    dropped_events.add(events_of(kind));
    return nullptr;
  }
  const Span &span = t->spans.top();
  Record *const r = begin_record(p, kind, t, span);
  r->ticks = now;
  r->site = site;
  r->caller_site = span.function_site;
  r->context_flags |= static_cast<std::uint16_t>(context_kind(t));
  return r;
}

// Applies to iterations, conditionals and assignments.
bool records_inner_events(const Thread *t) {
  return t->flags.sampled && settings.debug_events.load(std::memory_order_relaxed);
}

// Handles a function that is not directly called from the innermost span: a thread's first one, or one whose frame
// proves spans stale.  Returns false if it gets no span, because the stack is full or TELEMETRY_FUNCTIONS excludes it.
bool unwind_to_frame(Thread *t, const char *site, const FrameAddress &frame) {
  if (t->spans.depth() != 0 && !t->spans.top_encloses(frame))
    unwind_stale_spans(t, frame);
  if (!has_room_for_span(t)) {
    SuppressedCounters::add(t->suppressed_counters.spans, 1);
    return false;
  }
  if (t->spans.depth() == 0) {
    if (settings.has_function_filter.load(std::memory_order_relaxed) && is_filtered_out(site)) {
      t->next_enter_is_coroutine = false;
      return false;
    }
    begin_outermost(t);
  }
  return true;
}

// Opens the span of a function in a trace that is sampled out.  Returns 0 if it needs none.
int open_unsampled(Thread *t, const char *site, const FrameAddress &frame) {
  // Functions below the root need no span because they are not recorded; a coroutine needs one to carry that decision
  // along.
  if (t->spans.depth() != 0 && !t->next_enter_is_coroutine) {
    update_unsampled_frame_limit(t);
    return 0;
  }
  t->next_enter_is_coroutine = false;
  Span &span = begin_span(t, *site == '~' ? SpanKind::suppressed : SpanKind::function, site, site, frame);
  span.start = span.function_start = clock_ticks();
  const int handle = t->spans.push();
  update_unsampled_frame_limit(t);
  return handle;
}

// Opens the span of a function that has no events of its own.  weight: 0, or the number of calls for which it is folded.
int open_suppressed(Thread *t, const char *site, const FrameAddress &frame, SiteCalls *calls, std::uint32_t weight) {
  const std::uint32_t index = t->spans.depth();
  if (index == 0 && t->context_flags != 0) { // it cannot be kept as a trace of its own
    t->flags.sampled = false;
    t->context_flags = 0;
    SuppressedCounters::add(t->suppressed_counters.traces_sampled_out, 1);
    return open_unsampled(t, site, frame);
  }
  const bool is_inside_folded = index != 0 && t->spans[index - 1].fold_flags.folds_inner;
  Span &span = begin_span(t, SpanKind::suppressed, site, site, frame);
  span.calls = calls;
  span.begin_folding(weight);
  span.fold_kind = FoldKind::function;
  span.fold_flags.folds_inner = weight != 0 || is_inside_folded;
  span.fold_flags.is_blind = weight > 1 || (weight == 0 && index != 0 && t->spans[index - 1].fold_flags.is_blind);
  span.start = 0;
  if (weight != 0)
    span.start = span.function_start = clock_ticks();
  const bool is_blind = span.fold_flags.is_blind;
  const int handle = t->spans.push();
  return is_blind ? blind_guard(handle) : handle;
}

// Opens the span of a function that emits no events itself but whose inner events are recorded.
int open_scope(Thread *t, const char *site, const FrameAddress &frame) {
  if (settings.has_function_filter.load(std::memory_order_relaxed) && is_filtered_out(site))
    return 0;
  return open_suppressed(t, site, frame, nullptr, 0);
}

int open_without_room(Thread *t) {
  Span &span = t->spans.next();
  span.entry_at = Span::nowhere;
  span.start = clock_ticks();
  if (span.site == span.function_site)
    span.function_start = span.start;
  return t->spans.push();
}

// What a root changes: its thread's trace.
struct RootTraces {
  TraceState around;
  TraceState of_root;
};

void make_root(Span &span, const RootTraces &traces) {
  span.parent = 0;
  span.flags.trace = TraceChange::root;
  span.trace_around = traces.around;
}

// The span of the root is pushed: its trace is the thread's until it ends.
int enter_root_trace(Thread *t, const RootTraces &traces, int handle) {
  t->set_trace(traces.of_root);
  update_unsampled_frame_limit(t);
  return handle;
}

// Opens the span of a function that is recorded.  root: not null if it is a root.
int open_recorded(Thread *t, const char *site, Arguments &values, const FrameAddress &frame, SiteCalls *calls,
                  const RootTraces *root) {
  const std::uint32_t index = t->spans.depth();
  const std::uint64_t id_around = index != 0 ? t->spans.top().id : 0;
  Span &span = begin_span(t, SpanKind::function, site, site, frame);
  span.calls = calls;
  if (TELINJECT_UNLIKELY(root))
    make_root(span, *root);
  char *const p = reserve(t);
  if (TELINJECT_UNLIKELY(!p)) {
    const int handle = open_without_room(t);
    return root ? enter_root_trace(t, *root, handle) : handle;
  }
  Record *const r = begin_record(p, RecordKind::enter, t, span);
  r->caller_site = !root || root->around.is_sampled ? function_around(t, index) : nullptr;
  char *end = p + sizeof(Record);
  if (TELINJECT_UNLIKELY(root)) {
    put_trace(r, root->of_root);
    r->flags = record_has_link;
    const SpanLink link{root->around.high, root->around.low, id_around};
    std::memcpy(end, &link, sizeof link);
    end += sizeof link;
  }
  if (TELINJECT_LIKELY(!frame.is_unbound())) {
    r->flags |= record_has_caller;
    std::uint64_t caller;
    end = put_values(end, p + max_record_size - sizeof(CallAddresses), codes_of(site), values, caller);
    end = put_call_addresses(end, frame.return_address, caller);
  }
  r->ticks = span.start = span.function_start = clock_ticks();
  span.entry_at = t->ring.head();
  const int handle = t->spans.push();
  if (TELINJECT_UNLIKELY(root))
    enter_root_trace(t, *root, handle);
  commit(t, r, end);
  return handle;
}

int open_unsampled_root(Thread *t, const char *site, const FrameAddress &frame, SiteCalls *calls,
                        const RootTraces &traces) {
  Span &span = begin_span(t, SpanKind::function, site, site, frame);
  make_root(span, traces);
  span.calls = calls;
  span.start = span.function_start = clock_ticks();
  return enter_root_trace(t, traces, t->spans.push());
}

// Opens the span of a root that the budget has no lines for, in a trace that is not recorded: it is folded, as an
// outermost span is.
int open_folded_root(Thread *t, const char *site, const FrameAddress &frame, SiteCalls *calls, RootTraces traces) {
  Span &span = begin_span(t, SpanKind::suppressed, site, site, frame, true);
  traces.of_root = {t->trace_high, t->trace_low, true, 0};
  make_root(span, traces);
  span.calls = calls;
  span.begin_folding(1);
  span.fold_kind = FoldKind::function;
  span.fold_flags.folds_inner = true;
  span.start = span.function_start = clock_ticks();
  return enter_root_trace(t, traces, t->spans.push());
}

// Opens the span of a root.  Returns false if the call stays in the trace around it, because the budget has no lines.
bool open_root(Thread *t, const char *site, Arguments &values, const FrameAddress &frame, SiteCalls *calls,
               RootReason reason, int &handle) {
  if (TELINJECT_UNLIKELY(!t->ring.has_memory()))
    begin_forked_ring(t); // a forked child's ids are not its parent's
  RootTraces traces{t->trace(), {}};
  traces.of_root = begin_trace(t);
  std::uint32_t weight;
  const bool has_lines = !traces.of_root.is_sampled || !settings.has_budget.load(std::memory_order_relaxed) ||
                         choose_for_call(t, calls, nullptr, true, weight) == CallChoice::record;
  if (!has_lines && traces.around.is_sampled) {
    if (reason == RootReason::age)
      t->no_roots_window = budget.window.load(std::memory_order_relaxed);
    return false;
  }
  t->next_enter_is_coroutine = false;
  if (!has_lines && traces.of_root.context_flags != 0) { // it cannot be kept as a trace of its own
    SuppressedCounters::add(t->suppressed_counters.traces_sampled_out, 1);
    traces.of_root.is_sampled = false;
    traces.of_root.context_flags = 0;
  }
  if (!traces.of_root.is_sampled)
    handle = open_unsampled_root(t, site, frame, reason == RootReason::age ? calls : nullptr, traces);
  else if (has_lines)
    handle = open_recorded(t, site, values, frame, calls, &traces);
  else
    handle = open_folded_root(t, site, frame, calls, traces);
  return true;
}

// The same if the call is one.
bool open_if_root(Thread *t, const char *site, Arguments &values, const FrameAddress &frame, int &handle) {
  if (!t->flags.sampled && !t->next_enter_is_coroutine && skip_unsampled_call(t, site))
    return false;
  SiteCalls *calls;
  const RootReason reason = find_root_reason(t, site, calls);
  if (reason != RootReason::none)
    return open_root(t, site, values, frame, calls, reason, handle);
  if (!t->flags.sampled)
    note_no_root(t);
  return false;
}

} // namespace

void sample_out(Thread *t, bool &sampled, std::uint16_t &context_flags) {
  if (!config.tail)
    return SuppressedCounters::add(t->suppressed_counters.traces_sampled_out, 1);
  sampled = true; // the thread records it as usual
  context_flags = record_sampled_out;
}

namespace {

// What comes before the watch of a dormant function's call is part of what its hook adds.
void measure_probe(Thread *t, const char *site) {
  SiteCalls *calls;
  if (root_settings.is_on.load(std::memory_order_relaxed) && t->spans.depth() != 0)
    static_cast<void>(find_root_reason(t, site, calls));
  calls = t->sites->calls.find_function(site);
  note_probe(t->watch_progress);
}

} // namespace

namespace {

int open_function(Thread *t, int *word, const char *site, Arguments &values, const FrameAddress &frame) {
  if (TELINJECT_UNLIKELY(is_probe(t->watch_progress, site)))
    return measure_probe(t, site), 0;
  if (TELINJECT_UNLIKELY(t->spans.depth() == 0 || t->spans.full() || !t->spans.top_encloses(frame)) &&
      !unwind_to_frame(t, site, frame))
    return 0;
  if (int handle; root_settings.is_on.load(std::memory_order_relaxed) && t->spans.depth() != 0 &&
                  open_if_root(t, site, values, frame, handle))
    return handle;
  if (TELINJECT_UNLIKELY(!t->flags.sampled))
    return open_unsampled(t, site, frame);
  if (TELINJECT_UNLIKELY(*site == '~'))
    return open_scope(t, site, frame);
  SiteCalls *calls = nullptr;
  if (settings.any_site_filter.load(std::memory_order_relaxed)) {
    calls = t->sites->calls.find_function(site);
    if (TELINJECT_UNLIKELY(calls->is_filtered_out))
      return 0; // and so are the events inside
    std::uint32_t weight;
    const CallChoice choice = settings.has_budget.load(std::memory_order_relaxed)
                                  ? choose_for_call(t, calls, word, t->spans.depth() == 0 || frame.is_unbound(), weight)
                                  : CallChoice::record;
    if (word)
      update_word(word, calls, site, choice == CallChoice::count || choice == CallChoice::skip);
    if (choice == CallChoice::skip)
      return 0;
    if (choice == CallChoice::count)
      return count_call(t, calls, site, weight), 0;
    if (choice == CallChoice::fold)
      return open_suppressed(t, site, frame, calls, weight);
  }
  return open_recorded(t, site, values, frame, calls, nullptr);
}

// Returns the handle of the innermost span, which was opened now; 0 if none was.
int note_opened(Thread *t, int handle) {
  if (handle != 0 && is_published(t->spans.top(), t->spans.depth() - 1))
    note_published_start(t);
  return handle;
}

} // namespace

int open_span(Thread *t, int *word, const char *site, Arguments &values, const FrameAddress &frame) {
  return note_opened(t, open_function(t, word, site, values, frame));
}

void close_stale_spans(Thread *t, const FrameAddress &frame) {
  if (t->spans.depth() != 0 && !t->spans.top_encloses(frame))
    unwind_stale_spans(t, frame);
}

int open_by_hand(Thread *t, const char *site, const FrameAddress &caller) {
  close_stale_spans(t, caller);
  Arguments none{};
  // No frame that begins later proves this span stale, not even an equal one.
  return open_span(t, nullptr, site, none, FrameAddress::unbound(t->stack.high, t->spans.depth() + 1));
}

namespace {

int open_folded_inner(Thread *t, const char *site, SpanKind kind, std::uint32_t weight) {
  const FoldKind fold_kind = kind == SpanKind::loop ? FoldKind::loop : FoldKind::try_block;
  if (weight > 1)
    fold_inner_event(t, site, fold_kind, weight - 1);
  const Span &top = t->spans.top();
  Span &span = begin_span(t, SpanKind::suppressed, site, top.function_site, top.frame);
  span.function_site = top.function_site;
  span.begin_folding(weight);
  span.fold_kind = fold_kind;
  span.fold_flags.folds_inner = true;
  span.fold_flags.is_blind = weight > 1;
  span.start = clock_ticks();
  const int handle = t->spans.push();
  return weight > 1 ? blind_guard(handle) : handle;
}

} // namespace

int open_inner_span(Thread *t, int outer, const char *site, SpanKind kind) {
  const std::int64_t outer_index = unwind_to_handle(t, handle_of(outer));
  if (outer_index < 0 || !t->flags.sampled || load_state() == state_paused)
    return 0;
  const std::uint32_t weight = weight_inside(t, outer);
  if (weight == 0)
    return 0;
  if (TELINJECT_UNLIKELY(!has_room_for_span(t))) {
    SuppressedCounters::add(t->suppressed_counters.spans, 1);
    return 0;
  }
  Span &top = t->spans.top();
  ++top.hooks;
  if (top.fold_flags.is_blind)
    return 0;
  if (settings.has_budget.load(std::memory_order_relaxed) && !is_unloading() &&
      (top.fold_flags.folds_inner || top.fold_flags.is_dormant || !take_inner_lines(t, 2)))
    return open_folded_inner(t, site, kind, weight);
  Span &span = begin_span(t, kind, site, top.function_site, top.frame);
  char *const p = reserve(t);
  if (TELINJECT_UNLIKELY(!p))
    return open_without_room(t);
  Record *const r = begin_record(p, record_kinds_of(kind).entry, t, span);
  r->caller_site = span.function_site;
  r->ticks = span.start = clock_ticks();
  span.entry_at = t->ring.head();
  const int handle = t->spans.push();
  commit(t, r, p + sizeof(Record));
  return handle;
}

namespace {

// The function_site of a call outside of all spans.
constexpr const char *no_function = "";

// Returns true if a call of that kind is open: the outermost one is recorded, the driver that it uses is not.  What the
// handler of a request calls is not inside one.
bool is_inside_call(const Thread *t, SpanKind kind) {
  constexpr std::uint32_t max_depth = 64;
  for (std::uint32_t i = t->spans.depth(), n = 0; i-- > 0 && n < max_depth; ++n) {
    const SpanFlags &flags = t->spans[i].flags;
    if (flags.kind == kind)
      return i == 0 || !t->spans[i - 1].is_request();
    if (flags.trace != TraceChange::none)
      return false;
  }
  return false;
}

// Returns true if a call that begins now is recorded.  It begins a trace if no span is open.
bool prepare_call(Thread *t, const CallState &call) {
  if (load_state() == state_paused)
    return false;
  if (const int outer = handle_of(call.outer); outer != 0)
    unwind_to_handle(t, outer);
  if (t->spans.depth() == 0)
    begin_outermost(t);
  return t->flags.sampled && !is_inside_call(t, call.kind) && !t->open_calls.is_in_step(call.site, call.kind);
}

bool take_lines_of_call(Thread *t) {
  if (!settings.has_budget.load(std::memory_order_relaxed) || take_lines(t, 2, true))
    return true;
  SuppressedCounters::add(t->suppressed_counters.spans, 1);
  return false;
}

} // namespace

int open_call_span(Thread *t, const CallState &call, const FrameAddress &frame) {
  return prepare_call(t, call) ? open_request_span(t, call, frame, nullptr) : 0;
}

namespace {

int open_call(Thread *t, const CallState &call, const FrameAddress &frame, const SpanLink *link) {
  if (!take_lines_of_call(t))
    return 0;
  if (TELINJECT_UNLIKELY(!has_room_for_span(t))) {
    SuppressedCounters::add(t->suppressed_counters.spans, 1);
    return 0;
  }
  const bool is_outermost = t->spans.depth() == 0;
  if (!is_outermost)
    ++t->spans.top().hooks;
  Span &span = begin_span(t, call.kind, call.site, is_outermost ? no_function : t->spans.top().function_site,
                          is_outermost ? frame : t->spans.top().frame);
  char *const p = reserve(t);
  if (TELINJECT_UNLIKELY(!p))
    return open_without_room(t);
  Record *const r = begin_record(p, record_kinds_of(call.kind).entry, t, span);
  r->caller_site = *span.function_site != '\0' ? span.function_site : nullptr; // a context has none
  char *end = p + sizeof(Record);
  if (link) {
    r->flags |= record_has_link;
    std::memcpy(end, link, sizeof *link);
    end += sizeof *link;
  }
  end = put_call_attributes(end, p + max_record_size, call, false);
  r->ticks = span.start = clock_ticks();
  span.entry_at = t->ring.head();
  const int handle = t->spans.push();
  commit(t, r, end);
  return handle;
}

} // namespace

int open_request_span(Thread *t, const CallState &call, const FrameAddress &frame, const SpanLink *link) {
  return note_opened(t, open_call(t, call, frame, link));
}

void close_call_span(Thread *t, const CallState &call) {
  if (unwind_to_handle(t, call.span) < 0)
    return;
  t->closing_call = &call;
  close_top(t, call.end, 0);
  t->closing_call = nullptr;
}

const ExceptionInfo *exception_leaving_call(Thread *t, const CallState &call) {
  if (t->spans.depth() == 0)
    return nullptr;
  const std::int64_t index = call.span != 0 ? t->spans.find(call.span) : std::int64_t{t->spans.depth()} - 1;
  ActiveException *const leaving =
      index < 0 ? nullptr : t->active_exceptions.propagating_through(static_cast<std::uint32_t>(index), t->ring.head());
  if (!leaving)
    return nullptr;
  t->in_user_callback = true; // the library has been left, with its locks
  call_what(leaving->info);
  t->in_user_callback = false;
  return &leaving->info;
}

void begin_handle_span(Thread *t, const CallState &call, HandleSpan &span) {
  const bool is_recorded = prepare_call(t, call);
  const bool is_outermost = t->spans.depth() == 0;
  span = HandleSpan();
  span.start = clock_ticks();
  span.trace_high = t->trace_high;
  span.trace_low = t->trace_low;
  span.parent = is_outermost ? parent_of(t, 0) : t->spans.top().id;
  span.id = t->ids.next();
  span.site = call.site;
  span.function_site = is_outermost ? no_function : t->spans.top().function_site;
  span.context_flags = t->context_flags;
  span.is_recorded = is_recorded;
}

void record_handle_span(Thread *t, const CallState &call, const HandleSpan &span) {
  if (!span.is_recorded || !take_lines_of_call(t))
    return;
  Span shown;
  CallState shown_call = call;
  shown.site = shown_call.site = span.site ? span.site : call.site;
  shown.id = span.id;
  shown.parent = span.parent;
  const char *const function_site = span.function_site      ? span.function_site
                                    : t->spans.depth() != 0 ? t->spans.top().function_site
                                                            : no_function;
  for (const bool is_exit : {false, true}) {
    char *const p = reserve(t);
    if (!p)
      return dropped_events.add(is_exit ? 1 : 2);
    const SpanRecordKinds &kinds = record_kinds_of(call.kind);
    Record *const r = begin_record(p, is_exit ? kinds.exit : kinds.entry, t, shown);
    put_trace(r, {span.trace_high, span.trace_low, true, span.context_flags});
    char *end = p + sizeof(Record);
    if (is_exit) {
      r->ticks = call.end;
      r->start = span.start;
      const LoopEnd place{function_site, 0, 0};
      std::memcpy(end, &place, sizeof place);
      end += sizeof place;
      if (call.exception) {
        r->flags |= record_raised;
        end = put_error(end, call.exception);
      }
    } else {
      r->flags = record_written_late;
      r->ticks = span.start;
      r->caller_site = function_site != no_function ? function_site : nullptr;
    }
    end = put_call_attributes(end, p + max_record_size, shown_call, is_exit);
    commit(t, r, end);
  }
}

namespace {

// Counts an iteration of the innermost span, or records it.
void count_iteration(Thread *t, std::uint32_t weight) {
  Span &span = t->spans.top();
  const std::uint64_t iteration = span.iterations += weight;
  if (!span.is_recorded() || !records_inner_events(t))
    return;
  if (settings.has_budget.load(std::memory_order_relaxed) &&
      !(weight == 1 && should_record_iteration(iteration, config.first_iterations) && take_inner_lines(t, 1))) {
    span.suppressed_inside().iterations += weight;
    return;
  }
  if (Record *r = begin_inner(t, RecordKind::iteration, span.site, clock_ticks()))
    commit(t, r, put_word(reinterpret_cast<char *>(r + 1), iteration));
}

} // namespace

int record_iteration(Thread *t, int loop) {
  if (unwind_to_handle(t, handle_of(loop)) < 0)
    return loop;
  const std::uint32_t weight = weight_inside(t, loop);
  if (weight == 0)
    return loop;
  count_iteration(t, weight);
  return guard_after_event(t, loop);
}

// The jump may leave spans inside the loop too; their guards run next, so they stay open here.
void set_loop_exit_reason(Thread *t, int loop, int exit_reason) {
  const std::int64_t index = t->spans.find(loop);
  if (index < 0)
    return;
  SpanFlags &flags = t->spans[static_cast<std::uint32_t>(index)].flags;
  if (flags.exit_reason == 0)
    flags.exit_reason = static_cast<char>(exit_reason);
}

namespace {

// Returns what the event counts for; 0 if it is not to be observed.
std::uint32_t begin_event_inside(Thread *t, int outer) {
  return unwind_to_handle(t, handle_of(outer)) >= 0 && records_inner_events(t) ? weight_inside(t, outer) : 0;
}

} // namespace

int record_branch(Thread *t, int outer, const char *site) {
  const std::uint32_t weight = begin_event_inside(t, outer);
  if (weight == 0)
    return outer;
  const std::uint64_t now = record_or_fold(t, site, FoldKind::branch, weight);
  if (now == 0)
    return guard_after_event(t, outer);
  if (Record *r = begin_inner(t, RecordKind::branch, site, now))
    commit(t, r, reinterpret_cast<char *>(r + 1));
  return outer;
}

int record_assignment(Thread *t, int outer, const char *site, Arguments &values) {
  const std::uint32_t weight = begin_event_inside(t, outer);
  if (weight == 0)
    return outer;
  const std::uint64_t now = record_or_fold(t, site, FoldKind::change, weight);
  if (now == 0)
    return guard_after_event(t, outer);
  if (Record *r = begin_inner(t, RecordKind::change, site, now))
    commit(t, r, put_change(reinterpret_cast<char *>(r + 1), site, values));
  return outer;
}

void record_catch(Thread *t, int try_block) {
  const std::int64_t index = t->spans.find(try_block);
  if (index < 0)
    return;
  const std::uint64_t now = clock_ticks();
  ActiveException *const active_exception = t->active_exceptions.caught(static_cast<std::uint32_t>(index));
  while (t->spans.depth() - 1 >
         static_cast<std::uint32_t>(index)) // functions without cleanup: C code compiled without -fexceptions
    close_top(t, now, active_exception ? record_raised : record_abandoned, active_exception);
  // catch (...) also runs when a thread ends, and rethrows then.
  const bool ends = !active_exception && is_left_by_thread_end(t, static_cast<std::uint32_t>(index));
  close_top(t, now, ends ? record_thread_exit : record_raised | record_caught, active_exception);
}

void record_throw(Thread *t, const void *exception, const volatile std::uint32_t *uncaught) {
  if (t->spans.depth() == 0 || !any_trace_is_sampled(t))
    return;
  t->in_user_callback = true; // what() of a class that only looks like the library's
  ExceptionInfo info;
  describe(exception, info);
  t->in_user_callback = false;
  const bool foreign = !info.object || !uncaught;
  ActiveException *const active_exception = t->active_exceptions.raise(foreign ? 0 : *uncaught);
  if (!active_exception)
    return;
  active_exception->info = info;
  active_exception->depth = t->spans.depth();
  active_exception->uncaught = foreign ? 0 : *uncaught;
  active_exception->uncaught_now = foreign ? nullptr : uncaught;
  active_exception->last_seen_at = t->ring.head();
  ExceptionInfo &captured = active_exception->info;
  if (!config.stack_traces || (captured.is_rethrown && recall_frames(captured)))
    return;
  for (std::uint32_t i = active_exception->depth; i-- > 0 && captured.frame_count < max_error_frames;)
    if (t->spans[i].site == t->spans[i].function_site)
      captured.frames[captured.frame_count++] = t->spans[i].site;
  remember_frames(captured);
}

void record_uncaught(Thread *t) {
  if (t->active_exceptions.propagating_through(0, t->ring.head()))
    close_spans_down_to(t, 0, record_unfinished);
}

void repair_spans(Thread *t) {
  if (t->fiber->runs_on != t || t->spans.depth() == 0 || !t->flags.sampled)
    return;
  Span &top = t->spans.top();
  // Later records will use the ring positions that its entry or exit record did not reach.
  if (top.flags.exit_recorded && t->ring.head() <= top.exit_at)
    top.flags.exit_recorded = false;
  if (!top.flags.moved && t->ring.head() <= top.entry_at && top.entry_at != Span::nowhere) {
    dropped_events.add(1);
    if (top.is_root())
      t->set_trace(top.trace_around);
    t->spans.pop();
    update_unsampled_frame_limit(t);
    publish_current(t);
  }
}

void close_span(Thread *t, int handle) {
  if (t->spans.depth() != 0 && t->spans.top().handle == handle && t->flags.sampled && !t->active_exceptions.any()) {
    if (t->spans.top().flags.bits() == suppressed_flags.bits() && t->spans.top().weight == 0) {
      account_for_top(t, 0, false);
      return t->spans.pop();
    }
    if (t->spans.top().flags.bits() == 0 && t->flags.end == ThreadEnd::none && close_function(t))
      return;
  }
  const std::int64_t index = t->spans.find(handle);
  if (index < 0)
    return;
  const bool is_top = t->spans.depth() - 1 == static_cast<std::uint32_t>(index);
  // The duration of a span that is neither recorded nor folded is not needed.
  const bool needs_time = !is_top || t->spans.top().is_recorded() || t->spans.top().is_folded();
  const std::uint64_t now = needs_time ? clock_ticks() : 0;
  while (t->spans.depth() - 1 > static_cast<std::uint32_t>(index))
    close_top(t, now, record_abandoned);
  close_top(t, now, is_left_by_thread_end(t, static_cast<std::uint32_t>(index)) ? record_thread_exit : 0);
}

void set_return_value(Thread *t, int handle, const char *code, Arguments &value) {
  const std::int64_t index = t->spans.find(handle);
  if (index < 0 || t->spans[static_cast<std::uint32_t>(index)].flags.kind != SpanKind::function || !t->flags.sampled ||
      sizeof t->return_values - t->values_used < max_value)
    return;
  Span &span = t->spans[static_cast<std::uint32_t>(index)];
  if (*code == 'f' && !span.value_code) { // as large as a word
    put_value(reinterpret_cast<char *>(&span.value), *code, value);
    span.value_size = Span::in_span;
    span.value_code = code;
    return;
  }
  if (!span.value_code || span.value_size == Span::in_span)
    span.value_at = t->values_used;
  char *const begin = t->return_values + span.value_at;
  const char *codes = code;
  const char *const end = put_whole_value(begin, codes, value);
  span.value_size = static_cast<std::uint16_t>(end - begin);
  span.value_code = code;
  t->values_used = span.value_at + span.value_size;
}

void close_spans_down_to(Thread *t, std::uint32_t depth, std::uint8_t exit_flag) {
  const std::uint64_t now = clock_ticks();
  while (t->spans.depth() > depth)
    close_top(t, now, exit_flag);
}

void close_all_spans(Thread *t, Thread *target, std::uint8_t exit_flag) {
  if (t->fiber->runs_on != t)
    return; // another thread has continued this stack
  if (t == target)
    return close_spans_down_to(t, 0, exit_flag);
  const std::uint64_t now = clock_ticks();
  TraceState trace = t->trace();
  for (std::uint32_t i = t->spans.depth(); i-- > 0; trace = trace_below(t->spans[i], trace))
    if (t->spans[i].site) {
      account_for(t, i, trace.is_sampled, now, false);
      record_exit(t, target, i, trace, now, exit_flag);
    }
}

} // namespace telinject
