// Implements the consumer side of the rings (drain.h).
#include "runtime/backend/drain.h"

#include "runtime/backend/output_buffer.h"
#include "runtime/backend/pending_lines.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/spooling.h"
#include "runtime/backend/tail.h"
#include "runtime/base/modules.h"
#include "runtime/base/notice.h"
#include "runtime/base/sys.h"
#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/core/lost_spans.h"
#include "runtime/formats/rendering.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/thread_ring.h"
#include "runtime/storage/ring_file.h"

#include <cerrno>
#include <sys/mman.h>

namespace telinject {

namespace {

constexpr std::size_t page = 4096;
constexpr std::int64_t loss_period_ns = 1'000'000'000;
constexpr std::uint64_t prefault_from = 16 * 1024; // bytes that a ring has received

constinit std::atomic<std::uint32_t> drain_lock{0}; // thread id of the holder
constinit const Format *format = nullptr;
constinit bool spools = false;
constinit std::int64_t next_loss_ns = 0;
constinit Facts facts;
constinit bool facts_begun = false, facts_known = false;
constinit std::atomic<bool> waits_for_facts{false};
constinit bool summary_emitted = false;
constinit std::uint64_t telemetry_cpu_ns = 0; // used by the writer thread so far

std::uint64_t process_cpu_ns() {
  return static_cast<std::uint64_t>(kernel_clock_ns(CLOCK_PROCESS_CPUTIME_ID));
}

// Renders one event into the buffer; the event gets the next sequence number only if it fits.
bool append_event(Event &event) {
  event.sequence = output_buffer_sequence() + 1;
  TextBuffer out = has_pending_lines() ? pending_lines_reserve() : output_buffer_room();
  const bool has_room = out.room() != 0;
  if (has_room)
    format->render(event, out);
  if (!has_room || out.overflow()) {
    output_buffer_note_overflow();
    dropped_events.add(1);
    return false;
  }
  output_buffer_count_event();
  if (has_pending_lines())
    pending_lines_commit(out.size());
  else
    output_buffer_add(out.size(), 1);
  return true;
}

void take_record(Thread *t, const Record *r) {
  if (r->kind == RecordKind::literal)
    ring_file_keep_literal(reinterpret_cast<std::uintptr_t>(r->site),
                           Slice(reinterpret_cast<const char *>(r + 1), r->span));
  else if ((r->context_flags & record_sampled_out) == 0 || !tail_takes(t->facts, r))
    render_record(t->text, t->facts, r);
}

std::uint64_t next_ticks(const Thread *t) {
  return t->ring.record(t->drain_at)->ticks;
}

// Touches a ring's pages without changing them, so that the program's thread does not take their page faults.  Skipped
// for a thread's first records, because most threads write few.
void prefault([[maybe_unused]] Thread *t) {
#ifdef MADV_POPULATE_WRITE
  if (t->prefaulted || !t->ring_memory || t->drain_end < prefault_from)
    return;
  t->prefaulted = true;
  const auto from = reinterpret_cast<std::uintptr_t>(t->ring_memory) & ~std::uintptr_t{page - 1};
  sys::call(SYS_madvise, static_cast<long>(from), static_cast<long>(Ring::memory_for(t->ring_bytes)),
            MADV_POPULATE_WRITE);
#endif
}

// Returns the list of rings that contain records.
Thread *collect() {
  Thread *list = nullptr;
  for (Thread *t = first_thread(); t; t = t->next) {
    const ThreadStatus status =
        t->status.load(std::memory_order_acquire); // read before the ring: a finished thread's ring gets no more
                                                   // records
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

// Renders records from the ring with the oldest next record, for as long as it stays the oldest.
std::size_t merge(Thread *list) {
  std::size_t records = 0;
  while (list && !pending_lines_full()) {
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
    std::uint64_t published = t->drain_at;
    do {
      const Record *r = t->ring.record(t->drain_at);
      take_record(t, r);
      t->drain_at += r->size;
      ++records;
      output_buffer_note_position(t);
      if (output_buffer_is_full())
        output_buffer_write(false);
      if (t->drain_at - published >= t->ring.size() / 16) {
        published = t->drain_at;
        t->ring.consume_to(published);
      }
    } while (t->drain_at != t->drain_end && next_ticks(t) <= second && !pending_lines_full());
    t->ring.consume_to(t->drain_at);
    note_drained();
    if (t->drain_at == t->drain_end)
      *oldest = t->drain_next;
  }
  return records;
}

} // namespace

bool lock_drain(Patience *patience) {
  const auto me = static_cast<std::uint32_t>(sys::thread_id());
  for (int i = 0;; ++i) {
    std::uint32_t holder = 0;
    if (drain_lock.compare_exchange_strong(holder, me, std::memory_order_acquire))
      return true;
    if (holder == me || (patience && patience->is_over()))
      return false;
    constexpr int check_interval = 100;
    if (i % check_interval == check_interval - 1 && sys::thread_is_gone(static_cast<int>(holder)))
      release_drain_lock_of(static_cast<int>(holder)); // a forbidden system call may have ended the holder
    else
      sys::futex_wait(&drain_lock, holder, 1'000'000);
  }
}

void release_drain_lock_of(int thread) {
  auto holder = static_cast<std::uint32_t>(thread);
  drain_lock.compare_exchange_strong(holder, 0, std::memory_order_acq_rel);
}

void unlock_drain() {
  drain_lock.store(0, std::memory_order_release);
  sys::futex_wake_all(&drain_lock);
}

bool holds_drain_lock() {
  return drain_lock.load(std::memory_order_relaxed) == static_cast<std::uint32_t>(sys::thread_id());
}

void reset_drain_lock() {
  drain_lock.store(0, std::memory_order_relaxed);
}

bool drain_start(const Sink *to, const Format *as) {
  format = as;
  spools = to->takes_records;
  output_buffer_start(to);
  rendering_start(
      as, {.slow_ns = config.slow_ns, .value_bytes = config.value_bytes, .call_addresses = config.call_addresses},
      append_event);
  if (config.tail)
    tail_start(config.tail_bytes);
  return output_buffer_room().room() != 0;
}

namespace {

std::uint64_t count_lines(Slice text) {
  std::uint64_t n = 0;
  for (std::size_t end; (end = text.find('\n')) != text.size; ++n)
    text = text.drop_front(end + 1);
  return n;
}

// Completes the held lines with the resource attributes and outputs them.
void complete_held_lines() {
  const Slice process = format->resource_text();
  for (Slice remaining = pending_lines(); !remaining.empty();) {
    const Slice piece = remaining.take_front(remaining.find(resource_placeholder));
    const bool has_placeholder = piece.size != remaining.size;
    remaining = remaining.drop_front(piece.size + 1);
    TextBuffer out = output_buffer_room();
    out.put(piece);
    if (has_placeholder)
      out.put(process);
    if (out.overflow()) {
      dropped_events.add(1);
      continue;
    }
    output_buffer_add(out.size(), count_lines(out.slice()));
    if (output_buffer_is_full())
      output_buffer_write(false);
  }
  clear_pending_lines();
}

// Stores the facts of the process for programs that read its records later.
void note_process(const Facts &process_facts) {
  RingFileHead *const file = ring_file_if_made();
  if (!spools && !file)
    return;
  static StoredProcess saved; // only one thread drains at a time
  store_process(process_facts, config, process_span, saved);
  if (spools)
    spool_process(saved);
  if (!file)
    return;
  const std::uint32_t next_slot = file->process.load(std::memory_order_relaxed) ^ 1;
  file->processes[next_slot & 1] = saved;
  file->process.store(next_slot & 1, std::memory_order_release);
}

Facts facts_of_this_process() {
  char start[1024];
  return gather_facts(config, SiteCache::language_of(first_site, start, sizeof start));
}

void emit_detection_note() {
  const Slice message = take_detection_note();
  if (config.diagnostics && !message.empty())
    notice("info", message);
}

// Returns true as long as nothing can be rendered because the resource is unknown.
bool must_wait() {
  return drain_waits_for_resource() && !spools && (!has_pending_lines() || pending_lines_full());
}

} // namespace

bool drain_waits_for_resource() {
  return waits_for_facts.load(std::memory_order_acquire);
}

void drain_gather_facts(bool on_writer) {
  if (facts_known)
    return;
  if (!facts_begun) {
    facts = facts_of_this_process();
    detection_begin(config, facts.host_name, on_writer);
    facts_begun = true;
    if (detection_is_running()) {
      waits_for_facts.store(true, std::memory_order_release);
      format->set_process(facts);
      // Records in a ring file stay there, and a spool is rendered later: both can wait for the resource.
      if (format->resource_text && !spools && !ring_file_if_made() && !config.tail)
        pending_lines_start();
      note_process(facts);
    }
  }
  if (detection_is_running())
    return;
  facts.cloud = &detected_cloud();
  facts.k8s = &detected_k8s();
  format->set_process(facts);
  facts_known = true;
  note_process(facts);
  if (has_pending_lines())
    complete_held_lines();
  waits_for_facts.store(false, std::memory_order_release);
  emit_detection_note();
}

void drain_calibrate_clock() {
  clock_calibrate();
  const ClockLine line = clock_line();
  if (spools)
    spool_clock(line);
  RingFileHead *const file = ring_file_if_made();
  const std::uint32_t now = file ? file->clock.load(std::memory_order_relaxed) & 1 : 0;
  if (!file || file->clocks[now] == line)
    return;
  file->clocks[now ^ 1] = line;
  file->clock.store(now ^ 1, std::memory_order_release);
}

bool drain_is_done() {
  if (drain_has_output())
    return false;
  for (const Thread *t = first_thread(); t; t = t->next)
    if (t->ring.published() != t->ring.consumed())
      return false;
  return true;
}

void drain_prepare_file() {
  RingFileHead *const file = ring_file_if_made();
  if (!file || file->processes[file->process.load(std::memory_order_relaxed) & 1].pid != 0 || !lock_drain())
    return;
  note_process(facts_known ? facts : facts_of_this_process());
  drain_calibrate_clock();
  output_buffer_note_output();
  dropped_events.in_file = &file->lost_events;
  file->lost_events.store(dropped_events.count.load(std::memory_order_relaxed), std::memory_order_relaxed);
  unlock_drain();
}

std::size_t drain_rings() {
  if (output_buffer_keeps_unwritten_events())
    return 0;
  if (drain_waits_for_resource())
    drain_gather_facts();
  Thread *list = collect();
  if (!list && !config.tail)
    return 0;
  drain_gather_facts();
  if (must_wait())
    return 0;
  drain_calibrate_clock();
  if (config.tail)
    tail_release();
  constexpr std::uint64_t many = 1'000'000'000;
  if (const std::uint64_t ns = clock_duration_ns(0, many); ns != 0) {
    const double ticks_per_ns = static_cast<double>(many) / static_cast<double>(ns);
    set_site_window_speed(ticks_per_ns);
    budget_set_speed(ticks_per_ns, config.slow_ns);
    budget_advance(clock_ticks());
  }
  return spools ? spool_rings(list) : merge(list);
}

bool drain_has_output() {
  return output_buffer_has_output() || has_pending_lines();
}

namespace {

// Emits telemetry_loss or telemetry_summary.
void emit_loss_report(const LossReport &report) {
  if (spools)
    return spool_loss_report(report);
  Event e{};
  e.type = report.is_summary ? EventType::telemetry_summary : EventType::telemetry_loss;
  e.unix_ns = clock_unix_ns(report.ticks);
  e.context = process_span;
  e.sampled_out = config.tail && config.has_parent && config.follows_parent && !config.parent.sampled;
  e.lost_events = report.lost_events;
  e.events_written = output_buffer_events_written();
  e.suppressed = report.suppressed;
  e.traces_sampled_out = report.traces_sampled_out;
  e.tables.telemetry_cpu_ns = report.telemetry_cpu_ns;
  e.tables.process_cpu_ns = report.process_cpu_ns;
  if (report.is_summary != 0)
    render_summary(e, [] { output_buffer_write(); });
  else
    append_event(e);
}

} // namespace

void emit_loss_event(bool now) {
  const std::uint64_t lost = dropped_events.count.load(std::memory_order_relaxed);
  if (lost == output_buffer_losses_reported())
    return;
  const std::int64_t time = sys::monotonic_ns();
  if (!now && time < next_loss_ns)
    return;
  next_loss_ns = time + loss_period_ns;
  drain_gather_facts();
  if (must_wait() || !output_buffer_has_room_for_loss_report())
    return;
  drain_calibrate_clock();
  LossReport report{};
  report.ticks = clock_ticks();
  report.lost_events = lost - output_buffer_losses_reported();
  emit_loss_report(report);
  output_buffer_note_losses_reported(lost);
}

void emit_summary_event() {
  SuppressedTotals suppressed_counters = suppressed_totals();
  suppressed_counters.traces_sampled_out += tail_dropped_traces();
  if (summary_emitted || !(dropped_events.any() || suppressed_counters.any()))
    return;
  emit_loss_event(true);
  output_buffer_write();
  if (!output_buffer_has_room_for_loss_report())
    return;
  summary_emitted = true;
  drain_gather_facts();
  drain_calibrate_clock();
  LossReport report{};
  report.ticks = clock_ticks();
  report.is_summary = 1;
  report.lost_events = dropped_events.count.load(std::memory_order_relaxed);
  report.suppressed = suppressed_counters.suppressed;
  report.traces_sampled_out = suppressed_counters.traces_sampled_out;
  report.telemetry_cpu_ns = telemetry_cpu_ns;
  report.process_cpu_ns = process_cpu_ns();
  emit_loss_report(report);
}

void drain_note_cpu(std::uint64_t used_ns) {
  telemetry_cpu_ns = used_ns;
  budget_note_cpu(process_cpu_ns(), used_ns, output_buffer_events_written());
}

void drain_forget_sites() {
  tail_forget_sites();
  rendering_forget_sites();
  forget_modules();
  forget_site_states();
  forget_call_counts();
  forget_literals();
}

void drain_set_sample_rate(const SampleRate &rate) {
  static char memory[32];
  if (rate == config.sample_rate)
    return;
  config.sample_rate = rate; // only the thread that holds the drain lock reads it
  rendering_forget_sites();  // the cached texts contain the rate
  if (!facts_begun)
    return;
  TextBuffer out(memory, sizeof memory);
  rate.put(out);
  facts.sample_rate = out.slice();
  if (facts_known || drain_waits_for_resource())
    format->set_process(facts);
  note_process(facts);
}

void drain_reset_for_child(bool parent_stood_still) {
  if (!parent_stood_still)
    rendering_abandon_sites();
  output_buffer_reset();
  tail_reset_for_child();
  forget_lost_spans();
  rendering_forget_totals();
  spool_reset();
  facts_begun = facts_known = false;
  waits_for_facts.store(false, std::memory_order_relaxed);
  clear_pending_lines();
  summary_emitted = false;
}

} // namespace telinject
