// The path of every event: a span on the stack, a record in the ring.
#include "spans.h"

#include "clock.h"
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

// Writes the record of the entry, not yet committed; its size, or 0 where there is no room for it.
std::size_t write_entry(Thread *t, const Span &span, std::uint32_t place, Arguments &values) {
  char *const p = reserve(t);
  if (!p)
    return 0;
  auto *r = reinterpret_cast<Record *>(p);
  char *const end = put_values(p + sizeof(Record), p + max_record_size, span.site, values);
  r->size = static_cast<std::uint32_t>(end - p);
  r->kind = RecordKind::enter;
  r->flags = 0;
  r->unused = 0;
  r->ticks = span.start;
  r->site = span.site;
  r->span = span.id;
  r->parent = parent_of(t, place);
  r->trace_high = t->trace_high;
  r->trace_low = t->trace_low;
  r->caller_site = place != 0 ? t->spans[place - 1].site : nullptr;
  return r->size;
}

// of: the thread whose span it is; into: the one whose ring takes the record.
void record_exit(const Thread *of, Thread *into, std::uint32_t place, std::uint64_t now, std::uint8_t flags) {
  Span &span = of->spans[place];
  if (!of->sampled || span.inherited)
    return;
  const std::uint64_t written = of == into ? of->ring.head() : of->ring.published();
  if (span.exit_at != Span::nowhere && written > span.exit_at)
    return; // told already
  if (span.entry_at == Span::nowhere || written <= span.entry_at)
    return losses.lose(2); // its entry is not there either
  char *const p = reserve(into);
  if (!p)
    return losses.lose(1);
  auto *r = reinterpret_cast<Record *>(p);
  char *end = p + sizeof(Record);
  if (span.value_code && flags == 0) {
    flags = record_has_value;
    end = put_word(end, span.value_code);
    std::memcpy(end, of->return_values + span.value_at, span.value_size);
    end += span.value_size;
  }
  r->size = static_cast<std::uint32_t>(end - p);
  r->kind = RecordKind::exit;
  r->flags = flags;
  r->unused = 0;
  r->ticks = now;
  r->site = span.site;
  r->span = span.id;
  r->parent = parent_of(of, place);
  r->trace_high = of->trace_high;
  r->trace_low = of->trace_low;
  r->start = span.start;
  if (of == into)
    span.exit_at = written;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  into->ring.commit(r->size);
}

void close_top(Thread *t, std::uint64_t now, std::uint8_t flags) {
  record_exit(t, t, t->spans.depth() - 1, now, flags);
  const Span &span = t->spans.top();
  if (span.value_code)
    t->values_used = span.value_at;
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

} // namespace

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
  if (place == 0)
    begin_root(t);
  Span &span = t->spans.next();
  span.id = t->ids.next();
  span.site = site;
  span.frame = frame;
  span.inherited = false;
  span.value_code = nullptr;
  span.start = clock_ticks();
  span.exit_at = Span::nowhere;
  if (!t->sampled)
    return t->spans.push();
  const std::size_t size = write_entry(t, span, place, values);
  span.entry_at = size != 0 ? t->ring.head() : Span::nowhere;
  const int handle = t->spans.push();
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (size != 0)
    t->ring.commit(size);
  return handle;
}

void repair_spans(Thread *t) {
  if (t->spans.depth() != 0 && t->sampled && t->ring.head() <= t->spans.top().entry_at && t->spans.top().entry_at != Span::nowhere) {
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
  if (place < 0 || !t->sampled || sizeof t->return_values - t->values_used < largest_value)
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

void close_all_spans(Thread *t, Thread *into, std::uint8_t mark) {
  const std::uint64_t now = clock_ticks();
  if (t == into) {
    while (t->spans.depth() != 0)
      close_top(t, now, mark);
    return;
  }
  for (std::uint32_t i = t->spans.depth(); i-- > 0;)
    if (t->spans[i].site)
      record_exit(t, into, i, now, mark);
}

} // namespace telinject
