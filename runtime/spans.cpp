// The path of every event: a span on the stack, a record in the ring.
#include "spans.h"

#include "clock.h"
#include "coroutine.h"
#include "state.h"
#include "writer.h"

namespace telinject {

namespace {

// Room in the ring, waiting for the writer if need be; null where waiting is impossible.
__attribute__((noinline)) char *wait_and_reserve(Thread *t) {
  writer_ensure();
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

char *reserve(Thread *t) {
  char *p = t->ring.reserve();
  if (__builtin_expect(p != nullptr, 1))
    return p;
  return wait_and_reserve(t);
}

// A thread's first span: a new trace, or the next part of the caller's.
void begin_root(Thread *t) {
  if (config.has_parent) {
    t->trace_high = config.parent.trace_high;
    t->trace_low = config.parent.trace_low;
    t->sampled = config.follows_parent ? config.parent.sampled : keep_trace(t->trace_low, config.sample_threshold);
  } else {
    t->trace_high = t->ids.next();
    t->trace_low = t->ids.next();
    t->sampled = keep_trace(t->trace_low, config.sample_threshold);
  }
  if (!t->sampled)
    losses.sampled_out.fetch_add(1, std::memory_order_relaxed);
}

std::uint64_t parent_of(const Thread *t, std::uint32_t place) {
  if (place != 0)
    return t->spans[place - 1].id;
  return config.has_parent ? config.parent.span : 0;
}

// What all records have; its size, kind and the last field are the caller's.
Record *begin_record(char *p, RecordKind kind, const Thread *of, const Span &span, std::uint64_t ticks) {
  auto *r = reinterpret_cast<Record *>(p);
  r->kind = kind;
  r->flags = 0;
  r->unused = 0;
  r->ticks = ticks;
  r->site = span.site;
  r->span = span.id;
  r->parent = span.parent;
  r->trace_high = of->trace_high;
  r->trace_low = of->trace_low;
  return r;
}

// The function that the parent_of a span at that place is in: a silent span has the id of the one below it, and its name too.
const char *function_around(const Thread *t, std::uint32_t place) {
  while (place != 0 && t->spans[place - 1].kind == SpanKind::silent)
    --place;
  return place != 0 ? t->spans[place - 1].function_site : nullptr;
}

// Writes the record of the entry, not yet committed; its size, or 0 where there is no room for it.
std::size_t write_entry(Thread *t, const Span &span, std::uint32_t place, Arguments *values) {
  char *const p = reserve(t);
  if (!p)
    return 0;
  const RecordKind kind = span.kind == SpanKind::loop ? RecordKind::loop_enter : span.kind == SpanKind::attempt ? RecordKind::try_enter : RecordKind::enter;
  Record *r = begin_record(p, kind, t, span, span.start);
  char *const end = values ? put_values(p + sizeof(Record), p + max_record_size, span.site, *values) : p + sizeof(Record);
  r->size = static_cast<std::uint32_t>(end - p);
  r->caller_site = kind != RecordKind::enter ? span.function_site : function_around(t, place);
  return r->size;
}

char *put_error(char *p, const Thrown *thrown) {
  const ErrorHead head = thrown ? ErrorHead{thrown->type, thrown->text_size, thrown->frame_count} : ErrorHead{nullptr, 0, 0};
  std::memcpy(p, &head, sizeof head);
  p += sizeof head;
  if (!thrown)
    return p;
  std::memcpy(p, thrown->frames, head.frame_count * sizeof *thrown->frames);
  p += head.frame_count * sizeof *thrown->frames;
  std::memcpy(p, thrown->text, head.text_size);
  return p + padded(head.text_size);
}

// of: the thread whose span it is; into: the one whose ring takes the record.  thrown: what left it, where that was raised
// and is known.
void record_exit(const Thread *of, Thread *into, std::uint32_t place, std::uint64_t now, std::uint8_t flags, const Thrown *thrown = nullptr) {
  Span &span = of->spans[place];
  if (!of->sampled || span.inherited || span.kind == SpanKind::silent)
    return;
  const std::uint64_t written = of == into ? of->ring.head() : of->ring.published();
  if (span.exit_at != Span::nowhere && written > span.exit_at)
    return; // told already
  if (span.entry_at == Span::nowhere || (written <= span.entry_at && !span.moved))
    return losses.lose(2); // its entry is not there either
  char *const p = reserve(into);
  if (!p)
    return losses.lose(1);
  const RecordKind kind = span.kind == SpanKind::loop ? RecordKind::loop_exit : span.kind == SpanKind::attempt ? RecordKind::try_exit : RecordKind::exit;
  Record *r = begin_record(p, kind, of, span, now);
  char *end = p + sizeof(Record);
  if (kind != RecordKind::exit) {
    const LoopEnd loop{span.function_site, span.turns, static_cast<std::uint64_t>(span.way)};
    std::memcpy(end, &loop, sizeof loop);
    end += sizeof loop;
  }
  if (span.suppressed.any()) {
    flags |= record_has_suppressed;
    std::memcpy(end, &span.suppressed, sizeof span.suppressed);
    end += sizeof span.suppressed;
  }
  if ((flags & record_raised) != 0)
    end = put_error(end, thrown);
  if (span.value_code && (flags & ~record_has_suppressed) == 0) {
    flags |= record_has_value;
    end = put_word(end, span.value_code);
    std::memcpy(end, of->return_values + span.value_at, span.value_size);
    end += span.value_size;
  }
  r->size = static_cast<std::uint32_t>(end - p);
  r->flags = flags;
  r->start = span.start;
  if (of == into)
    span.exit_at = written;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  into->ring.commit(r->size);
}

// left_by: the exception that is known to have left it; else one may be found to be leaving it now.
void close_top(Thread *t, std::uint64_t now, std::uint8_t flags, Flight *left_by = nullptr) {
  const std::uint32_t place = t->spans.depth() - 1;
  if (__builtin_expect(t->flights.any(), 0) && !left_by) {
    left_by = t->flights.leaving(place, t->ring.head());
    if (left_by)
      flags = static_cast<std::uint8_t>((flags & ~record_abandoned) | record_raised);
  }
  record_exit(t, t, place, now, flags, left_by ? &left_by->thrown : nullptr);
  if (__builtin_expect(left_by != nullptr, 0)) {
    left_by->depth = place;
    left_by->told_at = t->ring.head();
  }
  const Span &span = t->spans.top();
  if (__builtin_expect(span.suppressed.any(), 0)) {
    if (span.kind == SpanKind::silent && place != 0)
      t->spans[place - 1].suppressed.add(span.suppressed);
    else
      losses.suppress(span.suppressed);
  }
  if (span.state && !span.inherited)
    note_call(span.state, now - span.start);
  if (span.value_code)
    t->values_used = span.value_at;
  if (__builtin_expect(span.coroutine != nullptr, 0))
    leave_coroutine(t, span.coroutine);
  t->spans.pop();
}

// Closes spans that control has left without their guards, by a longjmp for example.
__attribute__((noinline)) void drop_dead_spans(Thread *t, const FrameAddress &frame) {
  bool needs_same_stack;
  while (t->spans.depth() != 0 && t->spans.top_is_over(frame, needs_same_stack)) {
    if (needs_same_stack) {
      if (!t->stack.known() || !t->stack.holds(frame.low))
        t->stack = own_stack_bounds();
      // A signal handler on a stack of its own, or a coroutine, says nothing about the spans below.
      if (!t->stack.holds(frame.low) || !t->stack.holds(t->spans.top().frame.low))
        return;
    }
    close_top(t, clock_ticks(), record_abandoned);
  }
}

// What every kind of span begins with.
void begin_span(Thread *t, Span &span, std::uint32_t place, SpanKind kind) {
  span.kind = kind;
  span.parent = parent_of(t, place);
  span.id = kind == SpanKind::silent ? 0 : t->ids.next();
  if (kind == SpanKind::silent) {
    // As if it were not there; outside of every other span, that is the process's root span.
    span.id = place != 0 ? t->spans[place - 1].id : process_span.span;
    span.parent = place != 0 ? t->spans[place - 1].parent : process_span.parent;
    if (place == 0) {
      t->trace_high = process_span.trace_high;
      t->trace_low = process_span.trace_low;
    }
  }
  span.way = 0;
  span.turns = 0;
  span.suppressed = Suppressed();
  span.inherited = false;
  span.moved = false;
  span.coroutine = nullptr;
  span.value_code = nullptr;
  span.start = clock_ticks();
  span.exit_at = Span::nowhere;
}

// Makes it a span, told unless it is silent; its handle.
int push_span(Thread *t, Span &span, std::uint32_t place, Arguments *values) {
  if (!t->sampled || span.kind == SpanKind::silent) {
    span.entry_at = Span::nowhere;
    return t->spans.push();
  }
  const std::size_t size = write_entry(t, span, place, values);
  span.entry_at = size != 0 ? t->ring.head() : Span::nowhere;
  const int handle = t->spans.push();
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (size != 0)
    t->ring.commit(size);
  return handle;
}

// The place of the span with that handle, once those above it, left without a word, are closed; -1 where it is not open.
std::int64_t settle(Thread *t, int handle) {
  const std::int64_t place = t->spans.find(handle);
  if (place >= 0)
    while (__builtin_expect(t->spans.depth() - 1 > static_cast<std::uint32_t>(place), 0))
      close_top(t, clock_ticks(), record_abandoned);
  return place;
}

// The kind of the innermost told span: its correlation id has that prefix.
SpanKind context_kind(const Thread *t) {
  for (std::uint32_t i = t->spans.depth(); i-- > 0;)
    if (t->spans[i].kind != SpanKind::silent)
      return t->spans[i].kind;
  return SpanKind::silent;
}

// A record of something that happened in the innermost span; committed by its size.
Record *begin_inner(Thread *t, RecordKind kind, const char *site, std::uint64_t now) {
  char *const p = reserve(t);
  if (!p) {
    losses.lose(kind == RecordKind::branch ? 2 : 1);
    return nullptr;
  }
  const Span &span = t->spans.top();
  Record *r = begin_record(p, kind, t, span, now);
  r->site = site;
  r->caller_site = span.function_site;
  r->unused = static_cast<std::uint16_t>(context_kind(t));
  return r;
}

void commit(Thread *t, Record *r, const char *end) {
  r->size = static_cast<std::uint32_t>(end - reinterpret_cast<char *>(r));
  std::atomic_signal_fence(std::memory_order_seq_cst);
  t->ring.commit(r->size);
}

// Is an event that belongs to the innermost span, and to a site, to be told?  Counts it where not.
bool is_told(Thread *t, const char *site, std::uint64_t now, std::uint64_t Suppressed::*count) {
  if (!t->sampled || !config.debug_events)
    return false;
  if (!config.throttle || may_tell(find_site_state(site), now))
    return true;
  ++(t->spans.top().suppressed.*count);
  return false;
}

} // namespace

int open_inner_span(Thread *t, int outer, const char *site, SpanKind kind) {
  const std::int64_t around = settle(t, outer);
  if (around < 0)
    return 0;
  if (__builtin_expect(t->spans.full(), 0)) {
    losses.suppressed_spans.fetch_add(1, std::memory_order_relaxed);
    return 0;
  }
  const std::uint32_t place = t->spans.depth();
  Span &span = t->spans.next();
  span.site = site;
  span.function_site = t->spans.top().function_site;
  span.state = nullptr;
  span.frame = t->spans.top().frame;
  begin_span(t, span, place, kind);
  return push_span(t, span, place, nullptr);
}

void tell_iteration(Thread *t, int loop) {
  if (settle(t, loop) < 0)
    return;
  Span &span = t->spans.top();
  const std::uint64_t turn = ++span.turns;
  if (!t->sampled || !config.debug_events)
    return;
  if (config.throttle && !is_told_turn(turn, config.first_iterations)) {
    ++span.suppressed.iterations;
    return;
  }
  if (Record *r = begin_inner(t, RecordKind::iteration, span.site, clock_ticks()))
    commit(t, r, put_word(reinterpret_cast<char *>(r + 1), turn));
}

void keep_way(Thread *t, int loop, int way) {
  if (settle(t, loop) >= 0 && t->spans.top().way == 0)
    t->spans.top().way = static_cast<char>(way);
}

void tell_branch(Thread *t, int outer, const char *site) {
  if (settle(t, outer) < 0)
    return;
  const std::uint64_t now = clock_ticks();
  if (!is_told(t, site, now, &Suppressed::branches))
    return;
  if (Record *r = begin_inner(t, RecordKind::branch, site, now))
    commit(t, r, reinterpret_cast<char *>(r + 1));
}

void tell_change(Thread *t, int outer, const char *site, Arguments &values) {
  if (settle(t, outer) < 0)
    return;
  const std::uint64_t now = clock_ticks();
  if (!is_told(t, site, now, &Suppressed::changes))
    return;
  if (Record *r = begin_inner(t, RecordKind::change, site, now))
    commit(t, r, put_change(reinterpret_cast<char *>(r + 1), site, values));
}

void tell_caught(Thread *t, int attempt) {
  const std::int64_t place = t->spans.find(attempt);
  if (place < 0)
    return;
  const std::uint64_t now = clock_ticks();
  Flight *const flight = t->flights.caught(static_cast<std::uint32_t>(place));
  while (t->spans.depth() - 1 > static_cast<std::uint32_t>(place)) // functions that have no cleanup: C, compiled without -fexceptions
    close_top(t, now, flight ? record_raised : record_abandoned, flight);
  close_top(t, now, record_raised | record_caught, flight);
}

void tell_raised(Thread *t, const void *exception, const volatile std::uint32_t *uncaught) {
  if (t->spans.depth() == 0)
    return;
  t->calls_program = true; // what() may be the program's, and instrumented
  Thrown thrown;
  describe(exception, thrown);
  t->calls_program = false;
  const bool foreign = !thrown.object || !uncaught;
  Flight *const flight = t->flights.raise(foreign ? 0 : *uncaught);
  if (!flight)
    return;
  flight->thrown = thrown;
  flight->depth = t->spans.depth();
  flight->uncaught = foreign ? 0 : *uncaught;
  flight->uncaught_now = foreign ? nullptr : uncaught;
  flight->told_at = t->ring.head();
  Thrown &told = flight->thrown;
  if (!config.stack_traces || (told.again && recall_frames(told)))
    return;
  for (std::uint32_t i = flight->depth; i-- > 0 && told.frame_count < Thrown::most_frames;)
    if (t->spans[i].site == t->spans[i].function_site)
      told.frames[told.frame_count++] = t->spans[i].site;
  remember_frames(told);
}

void tell_uncaught(Thread *t) {
  Flight *const flight = t->flights.leaving(0, t->ring.head());
  const std::uint64_t now = clock_ticks();
  for (std::uint32_t i = t->spans.depth(); i-- > 0 && flight;)
    record_exit(t, t, i, now, record_raised | record_unfinished, &flight->thrown);
}

int open_span(Thread *t, const char *site, Arguments &values, std::uintptr_t address, std::uintptr_t return_address) {
  const FrameAddress frame{address, address + stack_bytes_of_values(site), return_address};
  if (t->spans.depth() != 0) {
    bool unused;
    if (__builtin_expect(t->spans.top_is_over(frame, unused), 0))
      drop_dead_spans(t, frame);
    if (__builtin_expect(t->spans.full(), 0)) {
      losses.suppressed_spans.fetch_add(1, std::memory_order_relaxed);
      return 0;
    }
  }
  const std::uint32_t place = t->spans.depth();
  const bool wanted = *site != '~';
  SiteState *const state = wanted && config.throttle ? find_site_state(site) : nullptr;
  const bool thinned = state && state->thinned.load(std::memory_order_relaxed);
  if (place == 0)
    begin_root(t);
  Span &span = t->spans.next();
  span.site = site;
  span.function_site = site;
  span.state = thinned ? nullptr : state;
  span.frame = frame;
  begin_span(t, span, place, wanted && !thinned ? SpanKind::function : SpanKind::silent);
  if (thinned && place != 0)
    ++t->spans[place - 1].suppressed.functions;
  else if (thinned)
    losses.suppressed_spans.fetch_add(1, std::memory_order_relaxed);
  return push_span(t, span, place, &values);
}

void repair_spans(Thread *t) {
  if (t->spans.depth() != 0 && t->sampled && !t->spans.top().moved && t->ring.head() <= t->spans.top().entry_at && t->spans.top().entry_at != Span::nowhere) {
    losses.lose(1);
    t->spans.pop();
  }
}

void close_span(Thread *t, int handle) {
  const std::uint64_t now = clock_ticks();
  const std::int64_t place = t->spans.find(handle);
  if (place < 0)
    return;
  while (t->spans.depth() - 1 > static_cast<std::uint32_t>(place))
    close_top(t, now, record_abandoned);
  close_top(t, now, t->exiting ? record_thread_exit : 0);
}

void keep_return_value(Thread *t, int handle, const char *code, Arguments &value) {
  const std::int64_t place = t->spans.find(handle);
  if (place < 0 || t->spans[static_cast<std::uint32_t>(place)].kind != SpanKind::function || !t->sampled || sizeof t->return_values - t->values_used < largest_value)
    return;
  Span &span = t->spans[static_cast<std::uint32_t>(place)];
  if (!span.value_code)
    span.value_at = t->values_used;
  char *const begin = t->return_values + span.value_at;
  const char *const end = put_value(begin, *code, value);
  span.value_size = static_cast<std::uint16_t>(end - begin);
  span.value_code = code;
  t->values_used = span.value_at + span.value_size;
}

void close_spans_down_to(Thread *t, std::uint32_t depth, std::uint8_t mark) {
  const std::uint64_t now = clock_ticks();
  while (t->spans.depth() > depth)
    close_top(t, now, mark);
}

void close_all_spans(Thread *t, Thread *into, std::uint8_t mark) {
  if (t == into)
    return close_spans_down_to(t, 0, mark);
  const std::uint64_t now = clock_ticks();
  for (std::uint32_t i = t->spans.depth(); i-- > 0;)
    if (t->spans[i].site)
      record_exit(t, into, i, now, mark);
}

} // namespace telinject
