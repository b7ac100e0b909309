// The consumer's side: see drain.h.
#include "drain.h"

#include "clock.h"
#include "held_lines.h"
#include "losses.h"
#include "metadata.h"
#include "notice.h"
#include "state.h"
#include "sys.h"
#include "thread_ring.h"

#include <cerrno>
#include <sys/mman.h>

namespace telinject {

namespace {

constexpr std::size_t write_size = 1024 * 1024;  // handed to the output at once
constexpr std::size_t spare_size = 512 * 1024;   // for the line that goes past that
constexpr std::int64_t loss_period_ns = 1'000'000'000;
constexpr std::uint64_t prefault_from = 16 * 1024; // bytes a ring has seen

constinit std::atomic<std::uint32_t> baton{0}; // thread id of the holder
constinit const Sink *sink = nullptr;
constinit const Format *format = nullptr;
constinit char *buffer = nullptr;
constinit std::atomic<std::size_t> buffer_used{0}; // written by the holder of the baton alone
constinit std::atomic<int> failure{0};
constinit std::atomic<bool> broken{false};
constinit std::uint64_t lines_in_buffer = 0;
constinit std::uint64_t sequence = 0;
constinit std::uint64_t events_written = 0;
constinit std::uint64_t losses_told = 0;
constinit std::int64_t next_loss_ns = 0;
constinit Facts facts;
constinit bool facts_begun = false, facts_known = false;
constinit std::atomic<bool> waits_for_facts{false};
constinit bool summary_told = false;
constinit SiteCache cache;

// One event into the buffer; it gets the next sequence number only if it fits.
void render(Event &event) {
  event.sequence = sequence + 1;
  event.cache = &cache;
  Text out = holds_lines() ? held_room() : Text(buffer + buffer_used, write_size + spare_size - buffer_used);
  format->render(event, out);
  if (out.overflow()) {
    losses.lose(1);
    return;
  }
  ++sequence;
  if (holds_lines())
    return held(out.size());
  ++lines_in_buffer;
  buffer_used += out.size();
  if (buffer_used >= write_size)
    drain_out();
}

Slice thread_text(Thread *t) {
  if (t->rendered_generation != t->generation) {
    Text out(t->rendered, sizeof t->rendered);
    format->prepare_thread(t->thread_id, Slice(t->name, strnlen(t->name, sizeof t->name)), out);
    t->rendered_size = out.size();
    t->rendered_generation = t->generation;
  }
  return Slice(t->rendered, t->rendered_size);
}

// What exit records of all kinds have in common; `values` is moved past it.
void take_exit(const Record *r, Event &e) {
  e.duration_ns = clock_duration_ns(r->start, r->ticks);
  e.slow = config.slow_ns != 0 && e.duration_ns > config.slow_ns;
  e.flags = r->flags;
  if (r->flags & record_has_suppressed) {
    std::memcpy(&e.suppressed, e.values, sizeof e.suppressed);
    e.values += sizeof e.suppressed;
  }
  if (r->flags & record_raised) {
    ErrorHead head;
    std::memcpy(&head, e.values, sizeof head);
    e.values += sizeof head;
    static const CachedSite *frames[Thrown::most_frames]; // only one drains at a time
    e.error = {cache.text(head.type), Slice(), frames, 0};
    for (std::uint32_t i = 0; i < head.frame_count; ++i, e.values += sizeof(char *)) {
      const char *site;
      std::memcpy(&site, e.values, sizeof site);
      if (const CachedSite *frame = cache.site(site, format->prepare_site))
        frames[e.error.frame_count++] = frame;
    }
    e.error.text = Slice(e.values, head.text_size);
    e.values += padded(head.text_size);
  }
}

// A function's entry or exit.
void render_function(Thread *t, const Record *r, Event &e) {
  e.site = cache.site(r->site, format->prepare_site);
  if (!e.site)
    return losses.lose(1);
  if (r->kind == RecordKind::enter) {
    e.type = EventType::function_entry;
    e.caller = r->caller_site ? cache.site(r->caller_site, format->prepare_site) : nullptr;
    e.thread = thread_text(t);
    return render(e);
  }
  e.type = EventType::function_exit;
  take_exit(r, e);
  if (r->flags & record_has_value) {
    const char *code;
    std::memcpy(&code, e.values, sizeof code);
    e.values += sizeof code;
    e.value_code = cache.text(code);
  }
  render(e);
}

// What is told inside a function.
void render_inner(Thread *t, const Record *r, Event &e) {
  const char *function_site = r->caller_site;
  if (r->kind == RecordKind::loop_exit || r->kind == RecordKind::try_exit) {
    LoopEnd end;
    std::memcpy(&end, e.values, sizeof end);
    e.values += sizeof end;
    function_site = end.function_site;
    e.turns = end.turns;
    e.way = static_cast<char>(end.way);
    take_exit(r, e);
  }
  e.site = cache.site(r->site, format->prepare_inner_site, true);
  e.function = cache.site(function_site, format->prepare_site);
  e.thread = thread_text(t);
  e.kind = r->kind == RecordKind::loop_enter || r->kind == RecordKind::loop_exit ? SpanKind::loop : r->kind == RecordKind::try_enter || r->kind == RecordKind::try_exit ? SpanKind::attempt : static_cast<SpanKind>(r->unused);
  if (!e.site || !e.function)
    return losses.lose(r->kind == RecordKind::branch ? 2 : 1);
  switch (r->kind) {
  case RecordKind::loop_enter:
    e.type = EventType::loop_entry;
    break;
  case RecordKind::loop_exit:
    e.type = EventType::loop_exit;
    break;
  case RecordKind::iteration:
    std::memcpy(&e.turns, e.values, sizeof e.turns);
    e.type = EventType::loop_iteration;
    break;
  case RecordKind::branch:
    e.type = EventType::conditional_entry;
    render(e);
    e.type = EventType::conditional_exit;
    break;
  case RecordKind::try_enter:
    e.type = EventType::exception_entry;
    break;
  case RecordKind::try_exit:
    e.type = EventType::exception_exit;
    break;
  default:
    e.type = EventType::variable_change;
  }
  render(e);
}

void render_record(Thread *t, const Record *r) {
  Event e{};
  e.unix_ns = clock_unix_ns(r->ticks);
  // Another core's counter may be a little behind; a thread's own times do not go back.
  e.unix_ns = e.unix_ns > t->last_ns ? e.unix_ns : t->last_ns;
  t->last_ns = e.unix_ns;
  e.context = {r->trace_high, r->trace_low, r->span, r->parent};
  e.values = reinterpret_cast<const char *>(r + 1);
  e.values_end = reinterpret_cast<const char *>(r) + r->size;
  if (r->kind == RecordKind::enter || r->kind == RecordKind::exit)
    return render_function(t, r, e);
  render_inner(t, r, e);
}

std::uint64_t next_ticks(const Thread *t) { return t->ring.record(t->drain_at)->ticks; }

// Touches a ring's pages, so that the program's thread does not meet fresh ones; what is in them stays.  Not at once for
// a thread's first records: most threads write few.
void prefault([[maybe_unused]] Thread *t) {
#ifdef MADV_POPULATE_WRITE
  if (t->prefaulted || t->drain_end < prefault_from)
    return;
  t->prefaulted = true;
  sys::call(SYS_madvise, sys::as_long(t->ring.data()), static_cast<long>(t->ring.size() + max_record_size), MADV_POPULATE_WRITE);
#endif
}

// The rings that hold something, as a list.
Thread *collect() {
  Thread *list = nullptr;
  for (Thread *t = first_thread(); t; t = t->next) {
    const ThreadStatus status = t->status.load(std::memory_order_acquire); // before the ring: a finished one gets no more
    if (status != ThreadStatus::live && status != ThreadStatus::finished)
      continue;
    t->drain_at = t->ring.consumed();
    t->drain_end = t->ring.published();
    if (t->drain_at != t->drain_end) {
      t->drain_next = list;
      list = t;
    } else if (status == ThreadStatus::finished) {
      recycle_thread(t);
      continue;
    }
    prefault(t);
  }
  return list;
}

// Renders from the ring whose next record is the oldest, as long as it is.
std::size_t merge(Thread *list) {
  std::size_t records = 0;
  while (list && !held_is_full()) {
    Thread **oldest = &list;
    std::uint64_t second = ~std::uint64_t{0}; // ticks of the oldest record of any other ring
    for (Thread **p = &list->drain_next; *p; p = &(*p)->drain_next) {
      if (next_ticks(*p) < next_ticks(*oldest)) {
        second = next_ticks(*oldest);
        oldest = p;
      } else if (next_ticks(*p) < second) {
        second = next_ticks(*p);
      }
    }
    Thread *t = *oldest;
    std::uint64_t told = t->drain_at;
    do {
      const Record *r = t->ring.record(t->drain_at);
      render_record(t, r);
      t->drain_at += r->size;
      ++records;
      if (t->drain_at - told >= t->ring.size() / 16) {
        told = t->drain_at;
        t->ring.consume_to(told);
      }
    } while (t->drain_at != t->drain_end && next_ticks(t) <= second && !held_is_full());
    t->ring.consume_to(t->drain_at);
    if (t->drain_at == t->drain_end)
      *oldest = t->drain_next;
  }
  return records;
}

} // namespace

bool take_baton(std::int64_t deadline_ns) {
  const auto me = static_cast<std::uint32_t>(sys::thread_id());
  for (;;) {
    std::uint32_t holder = 0;
    if (baton.compare_exchange_strong(holder, me, std::memory_order_acquire))
      return true;
    if (holder == me || (deadline_ns != 0 && sys::monotonic_ns() >= deadline_ns))
      return false;
    sys::futex_wait(&baton, holder, 1'000'000);
  }
}

void give_baton() {
  baton.store(0, std::memory_order_release);
  sys::futex_wake_all(&baton);
}

bool holds_baton() { return baton.load(std::memory_order_relaxed) == static_cast<std::uint32_t>(sys::thread_id()); }

void reset_baton() { baton.store(0, std::memory_order_relaxed); }

bool drain_start(const Sink *to, const Format *as) {
  sink = to;
  format = as;
  buffer = static_cast<char *>(sys::map(write_size + spare_size, MAP_NORESERVE));
  return buffer != nullptr;
}

namespace {

std::uint64_t count_lines(Slice text) {
  std::uint64_t n = 0;
  for (std::size_t end; (end = text.find('\n')) != text.size; ++n)
    text = text.from(end + 1);
  return n;
}

// What was held goes out with what each line lacks.
void complete_held_lines() {
  const Slice process = format->process_text();
  for (Slice rest = held_lines(); !rest.empty();) {
    const Slice piece = rest.first(rest.find(place_of_process));
    const bool place = piece.size != rest.size;
    rest = rest.from(piece.size + 1);
    Text out(buffer + buffer_used, write_size + spare_size - buffer_used);
    out.put(piece);
    if (place)
      out.put(process);
    if (out.overflow()) {
      losses.lose(1);
      continue;
    }
    buffer_used += out.size();
    lines_in_buffer += count_lines(out.slice());
    if (buffer_used >= write_size)
      drain_out();
  }
  drop_held_lines();
}

void tell_note() {
  const Slice note = metadata_take_note();
  if (config.diagnostics && !note.empty())
    notice("info", note);
}

} // namespace

bool drain_holds() { return waits_for_facts.load(std::memory_order_acquire); }

void drain_gather_facts(bool on_writer) {
  if (facts_known)
    return;
  if (!facts_begun) {
    char start[1024];
    facts = gather_facts(config, SiteCache::language_of(first_site, start, sizeof start));
    metadata_begin(config, facts.host_name, on_writer);
    facts_begun = true;
    if (metadata_waits()) {
      waits_for_facts.store(true, std::memory_order_release);
      format->set_process(facts);
      if (format->process_text)
        hold_lines();
    }
  }
  if (metadata_waits())
    return;
  facts.cloud = &metadata_cloud();
  facts.k8s = &metadata_k8s();
  format->set_process(facts);
  facts_known = true;
  if (holds_lines())
    complete_held_lines();
  waits_for_facts.store(false, std::memory_order_release);
  tell_note();
}

std::size_t drain_rings() {
  if (drain_holds())
    drain_gather_facts();
  Thread *list = collect();
  if (!list)
    return 0;
  drain_gather_facts();
  if (drain_holds() && (!holds_lines() || held_is_full()))
    return 0;
  clock_calibrate();
  constexpr std::uint64_t many = 1'000'000'000;
  if (const std::uint64_t ns = clock_duration_ns(0, many); ns != 0)
    set_throttle_speed(static_cast<double>(many) / static_cast<double>(ns));
  return merge(list);
}

bool drain_has_output() { return buffer_used != 0 || holds_lines(); }

void drain_out() {
  if (buffer_used == 0)
    return;
  const int error = broken.load(std::memory_order_relaxed) ? EBADF : sink->write(Slice(buffer, buffer_used));
  if (error == 0) {
    events_written += lines_in_buffer;
  } else {
    losses.lose(lines_in_buffer);
    if (!broken.exchange(true, std::memory_order_relaxed)) {
      // The writer thread has no standard error: the next event's thread tells of it and switches telemetry off.
      failure.store(error, std::memory_order_release);
      begin_synchronous();
    }
  }
  buffer_used = 0;
  lines_in_buffer = 0;
}

int drain_take_failure() { return failure.exchange(0, std::memory_order_acq_rel); }
bool drain_has_failed() { return broken.load(std::memory_order_relaxed); }

void drain_tell_losses(bool now) {
  const std::uint64_t lost = losses.lost_events.load(std::memory_order_relaxed);
  if (lost == losses_told)
    return;
  const std::int64_t time = sys::monotonic_ns();
  if (!now && time < next_loss_ns)
    return;
  next_loss_ns = time + loss_period_ns;
  drain_gather_facts();
  clock_calibrate();
  Event e{};
  e.type = EventType::telemetry_loss;
  e.unix_ns = clock_unix_ns(clock_ticks());
  e.context = process_span;
  e.lost_events = lost - losses_told;
  losses_told = lost;
  render(e);
}

void drain_tell_summary() {
  const UntoldTotals untold = untold_totals();
  if (summary_told || !(losses.any() || untold.any()))
    return;
  summary_told = true;
  drain_tell_losses(true);
  drain_out();
  drain_gather_facts();
  clock_calibrate();
  Event e{};
  e.type = EventType::telemetry_summary;
  e.unix_ns = clock_unix_ns(clock_ticks());
  e.context = process_span;
  e.lost_events = losses.lost_events.load(std::memory_order_relaxed);
  e.events_written = events_written;
  e.suppressed = untold.suppressed;
  e.traces_sampled_out = untold.traces_sampled_out;
  render(e);
}

void drain_forget_sites() {
  cache.drop_all();
  forget_site_states();
  forget_call_counts();
}

void drain_reset_for_child() {
  buffer_used = 0;
  lines_in_buffer = 0;
  sequence = 0;
  events_written = 0;
  losses_told = 0;
  facts_begun = facts_known = false;
  waits_for_facts.store(false, std::memory_order_relaxed);
  drop_held_lines();
  summary_told = false;
}

} // namespace telinject
