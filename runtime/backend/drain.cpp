// Implements the consumer side of the rings (drain.h).
#include "runtime/backend/drain.h"

#include "runtime/backend/output_buffer.h"
#include "runtime/backend/pending_lines.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/span_assembler.h"
#include "runtime/backend/spooling.h"
#include "runtime/backend/tail.h"
#include "runtime/backend/trace_folder.h"
#include "runtime/base/kernel_clock.h"
#include "runtime/base/modules.h"
#include "runtime/base/notice.h"
#include "runtime/base/sys.h"
#include "runtime/config/build_info.h"
#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/core/lost_spans.h"
#include "runtime/formats/rendering.h"
#include "runtime/frontend/roots.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/thread_ring.h"
#include "runtime/storage/ring_file.h"

#include <cerrno>
#include <sys/mman.h>

namespace telinject {

namespace {

constexpr std::size_t page = 4096;
constexpr std::int64_t loss_period_ns = 1'000'000'000;
constexpr std::uint64_t open_spans_bytes = 64 * 1024 * 1024; // only touched pages use memory
constexpr std::uint64_t prefault_from = 16 * 1024;           // bytes that a ring has received

constinit Drain *consumer = nullptr; // receives the events of rendering.h

std::uint64_t process_cpu_ns() {
  return static_cast<std::uint64_t>(kernel_clock_ns(CLOCK_PROCESS_CPUTIME_ID));
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

std::uint64_t count_lines(Slice text) {
  std::uint64_t n = 0;
  for (std::size_t end; (end = text.find('\n')) != text.size; ++n)
    text = text.drop_front(end + 1);
  return n;
}

} // namespace

constinit Drain drain(output_buffer, pending_lines, spool_writer, tail_sampler, span_assembler, trace_folder,
                      resource_detection);

// Renders into the buffer; its events get the next sequence numbers only if all of them fit.
template <class Render> bool Drain::append(std::uint64_t events, Render render) noexcept {
  TextBuffer out = pending_.are_held() ? pending_.reserve() : output_.room();
  const bool has_room = out.room() != 0;
  if (has_room)
    render(out);
  if (!has_room || out.overflow()) {
    output_.note_overflow();
    dropped_events.add(events);
    return false;
  }
  output_.count_events(events);
  if (pending_.are_held())
    pending_.commit(out.size());
  else
    output_.add(out.size(), events);
  return true;
}

bool Drain::append_event(Event &event) noexcept {
  event.sequence = output_.sequence() + 1;
  return append(1, [&](TextBuffer &out) { format_->render(event, out); });
}

bool Drain::append_span(Event &entry, Event &exit, InnerEvents &inner) noexcept {
  entry.sequence = output_.sequence() + 1;
  exit.sequence = entry.sequence + 1;
  return append(2 + inner.count, [&](TextBuffer &out) { format_->render_span(entry, exit, inner, out); });
}

void Drain::render(ThreadText &text, const ThreadFacts &thread, const Record *r) noexcept {
  if (folds_) {
    if (!folder_.take({text, thread, r}))
      render_record(text, thread, r);
    return;
  }
  const SpanAssembler::Taken taken =
      format_->render_span ? assembler_.take({text, thread, r}) : SpanAssembler::Taken::no;
  if (taken == SpanAssembler::Taken::no)
    render_record(text, thread, r);
  else if (taken == SpanAssembler::Taken::left_out)
    count_record(text, thread, r);
}

void Drain::take_record(Thread *t, const Record *r) noexcept {
  if (r->kind == RecordKind::literal)
    ring_file_keep_literal(reinterpret_cast<std::uintptr_t>(r->site),
                           Slice(reinterpret_cast<const char *>(r + 1), r->span));
  else if ((r->context_flags & record_sampled_out) == 0 || !tail_.take(t->facts, r))
    render(t->text, t->facts, r);
}

void Drain::write_if_full() noexcept {
  if (output_.is_full())
    output_.write(false);
}

// Renders records from the ring with the oldest next record, for as long as it stays the oldest.
std::size_t Drain::merge(Thread *list) noexcept {
  std::size_t records = 0;
  while (list && !pending_.is_full()) {
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
      if (!check_next_record(t))
        break;
      const Record *r = t->ring.record(t->drain_at);
      take_record(t, r);
      t->drain_at += r->size;
      ++records;
      output_.note_position(t);
      write_if_full();
      if (t->drain_at - published >= t->ring.size() / 16) {
        published = t->drain_at;
        t->ring.consume_to(published);
      }
    } while (t->drain_at != t->drain_end && next_ticks(t) <= second && !pending_.is_full());
    t->ring.consume_to(t->drain_at);
    note_drained();
    if (t->drain_at == t->drain_end)
      *oldest = t->drain_next;
  }
  return records;
}

bool Drain::start(const Config &from, const Sink *sink, const Format *format) noexcept {
  config_ = &from;
  format_ = format;
  spools_ = sink->takes_records;
  sample_rate_ = from.sample_rate;
  facts_begun_ = facts_known_ = false; // a child may repeat a start that its parent had begun
  consumer = this;
  output_.start(sink, format);
  rendering_start(
      format,
      {.slow_ns = from.slow_ns,
       .value_bytes = from.value_bytes,
       .call_addresses = from.call_addresses,
       .known_methods = from.http_known_methods,
       .exceptions = from.exceptions},
      [](Event &event) { return consumer->append_event(event); },
      [](Event &entry, Event &exit, InnerEvents &inner) { return consumer->append_span(entry, exit, inner); });
  folds_ = from.folds_traces && !spools_;
  if (folds_)
    start_folder();
  else if (format->render_span && !spools_)
    assembler_.start(open_spans_bytes, render_span);
  if (from.tail)
    tail_.start(from.tail_bytes, from.slow_ns, [](ThreadText &text, const ThreadFacts &thread, const Record *r) {
      consumer->render(text, thread, r);
      consumer->write_if_full();
    });
  return output_.room().room() != 0;
}

void Drain::start_folder() noexcept {
  constexpr std::size_t sites_of_span = 32; // an attribute has less room than a line
  folder_.start(open_spans_bytes, config_->span_budget,
                {.record = render_kept_record,
                 .span = format_->render_span ? render_kept_span : nullptr,
                 .after_each = [] { consumer->write_if_full(); },
                 .named_sites = format_->render_span ? sites_of_span : max_named_sites});
}

void Drain::finish_spans() noexcept {
  if (!holds_spans())
    return;
  gather_facts();
  if (must_wait())
    return;
  calibrate_clock();
  if (folds_)
    folder_.finish();
  else
    assembler_.finish([] { consumer->write_if_full(); });
}

// Completes the held lines with the resource attributes and outputs them.
void Drain::complete_held_lines() noexcept {
  const Slice process = format_->resource_text();
  for (Slice remaining = pending_.text(); !remaining.empty();) {
    const Slice piece = remaining.take_front(remaining.find(resource_placeholder));
    const bool has_placeholder = piece.size != remaining.size;
    remaining = remaining.drop_front(piece.size + 1);
    TextBuffer out = output_.room();
    out.put(piece);
    if (has_placeholder)
      out.put(process);
    if (out.overflow()) {
      dropped_events.add(1);
      continue;
    }
    output_.add(out.size(), count_lines(out.slice()));
    write_if_full();
  }
  pending_.clear();
}

// Stores the facts of the process for programs that read its records later.
void Drain::note_process(const Facts &process_facts) noexcept {
  RingFileHead *const file = ring_file_if_made();
  if (!spools_ && !file)
    return;
  static StoredProcess saved; // only one thread drains at a time
  store_process(process_facts, *config_, process_span, saved);
  if (spools_)
    spool_.write_process(saved);
  if (!file)
    return;
  const std::uint32_t next_slot = file->process.load(std::memory_order_relaxed) ^ 1;
  file->processes[next_slot & 1] = saved;
  file->process.store(next_slot & 1, std::memory_order_release);
}

Facts Drain::facts_of_this_process() noexcept {
  char start[1024];
  Facts facts = telinject::gather_facts(*config_, SiteCache::language_of(first_site, start, sizeof start));
  if (!(sample_rate_ == config_->sample_rate))
    facts.sample_rate = sample_rate_text_.slice();
  facts.instance = process_span.span;
  facts.remote_parent = process_span.parent;
  return facts;
}

void Drain::emit_detection_note() noexcept {
  const Slice message = detection_.take_note();
  if (config_->diagnostics && !message.empty())
    notice("info", message);
}

// Returns true as long as nothing can be rendered because the resource is unknown.
bool Drain::must_wait() const noexcept {
  return waits_for_resource() && !spools_ && (!pending_.are_held() || pending_.is_full());
}

void Drain::gather_facts(bool on_writer) noexcept {
  if (facts_known_)
    return;
  if (!facts_begun_) {
    facts_ = facts_of_this_process();
    detection_.begin(*config_, facts_.host_name, on_writer);
    facts_begun_ = true;
    if (detection_.is_running()) {
      waits_for_facts_.store(true, std::memory_order_release);
      format_->set_process(facts_);
      // Records in a ring file stay there, and a spool is rendered later: both can wait for the resource.
      if (format_->resource_text && !spools_ && !ring_file_if_made() && !config_->tail)
        pending_.start();
      note_process(facts_);
    }
  }
  if (detection_.is_running())
    return;
  facts_.cloud = &detection_.cloud();
  facts_.k8s = &detection_.k8s();
  format_->set_process(facts_);
  facts_known_ = true;
  note_process(facts_);
  if (pending_.are_held())
    complete_held_lines();
  waits_for_facts_.store(false, std::memory_order_release);
  emit_detection_note();
}

void Drain::calibrate_clock() noexcept {
  clock_calibrate();
  const ClockLine line = clock_line();
  if (spools_)
    spool_.write_clock(line);
  RingFileHead *const file = ring_file_if_made();
  const std::uint32_t now = file ? file->clock.load(std::memory_order_relaxed) & 1 : 0;
  if (!file || file->clocks[now] == line)
    return;
  file->clocks[now ^ 1] = line;
  file->clock.store(now ^ 1, std::memory_order_release);
}

bool Drain::is_done() const noexcept {
  if (has_output())
    return false;
  for (const Thread *t = first_thread(); t; t = t->next)
    if (t->ring.published() != t->ring.consumed())
      return false;
  return true;
}

void Drain::prepare_file() noexcept {
  RingFileHead *const file = ring_file_if_made();
  if (!file || file->processes[file->process.load(std::memory_order_relaxed) & 1].pid != 0)
    return;
  DrainLock lock;
  if (!lock.acquire())
    return;
  note_process(facts_known_ ? facts_ : facts_of_this_process());
  calibrate_clock();
  output_.note_output();
  dropped_events.count_in_file(&file->lost_events);
}

std::size_t Drain::drain_rings() noexcept {
  if (output_.keeps_unwritten_events())
    return 0;
  if (output_.is_waiting_with_batch()) {
    output_.write(false);
    if (output_.is_waiting_with_batch())
      return 0; // the rings hold what follows
  }
  if (waits_for_resource())
    gather_facts();
  Thread *list = collect();
  if (!list && !config_->tail)
    return 0;
  gather_facts();
  if (must_wait())
    return 0;
  calibrate_clock();
  if (config_->tail)
    tail_.release();
  constexpr std::uint64_t many = 1'000'000'000;
  if (const std::uint64_t ns = clock_duration_ns(0, many); ns != 0) {
    const ClockSpeed speed = ClockSpeed::measured(many, ns);
    set_site_window_speed(speed);
    budget_set_speed(speed, config_->slow_ns);
    roots_set_speed(speed);
    budget_advance(clock_ticks());
  }
  return spools_ ? spool_.write_rings(list) : merge(list);
}

bool Drain::has_output() const noexcept {
  return output_.has_output() || pending_.are_held();
}

bool Drain::holds_spans() const noexcept {
  return folds_ ? folder_.has_spans() : assembler_.has_spans();
}

// Emits telemetry_loss or telemetry_summary.
void Drain::emit_loss_report(const LossReport &report) noexcept {
  if (spools_)
    return spool_.write_loss_report(report);
  Event e{};
  e.type = report.is_summary ? EventType::telemetry_summary : EventType::telemetry_loss;
  e.unix_ns = clock_unix_ns(report.ticks);
  e.context = process_span;
  e.sampled_out = config_->tail && config_->has_parent && config_->follows_parent && !config_->parent.sampled;
  e.lost_events = report.lost_events;
  e.events_written = output_.events_written();
  e.suppressed = report.suppressed;
  e.traces_sampled_out = report.traces_sampled_out;
  e.tables.telemetry_cpu_ns = report.telemetry_cpu_ns;
  e.tables.process_cpu_ns = report.process_cpu_ns;
  e.disabled_by = report.disabled_by;
  e.no_aspect_matched = report.no_aspect_matched != 0;
  if (report.is_summary != 0)
    e.exports = output_.export_totals();
  if (report.is_summary != 0)
    render_summary(e, [] { consumer->output_.write(true); });
  else
    append_event(e);
}

void Drain::emit_loss_event(bool now) noexcept {
  output_.count_sink_losses();
  const std::uint64_t lost = dropped_events.total();
  if (lost == output_.losses_reported())
    return;
  const std::int64_t time = sys::monotonic_ns();
  if (!now && time < next_loss_ns_)
    return;
  next_loss_ns_ = time + loss_period_ns;
  gather_facts();
  if (must_wait() || !output_.has_room_for_loss_report())
    return;
  calibrate_clock();
  LossReport report{};
  report.ticks = clock_ticks();
  report.lost_events = lost - output_.losses_reported();
  emit_loss_report(report);
  output_.note_losses_reported(lost);
}

void Drain::emit_summary_event(bool is_last) noexcept {
  if (is_last && !summary_emitted_)
    output_.make_room_for_last_report();
  SuppressedTotals suppressed_counters = suppressed_totals();
  suppressed_counters.traces_sampled_out += tail_.dropped_traces();
  // The program was built to record calls of libraries, and has made none that an aspect describes.
  const bool no_aspect_matched = is_last && build_info_value(build_info(), "calls") == Slice("1") &&
                                 !library_call_seen.load(std::memory_order_relaxed);
  const bool must_say_so = no_aspect_matched && !config_->aspects.empty();
  if (summary_emitted_ ||
      !(dropped_events.any() || suppressed_counters.any() || output_.has_export_trouble() ||
        (is_last && was_disabled()) || must_say_so || (is_last && folds_ && folder_.folded_spans() != 0)))
    return;
  emit_loss_event(true);
  output_.write();
  if (!output_.has_room_for_loss_report())
    return;
  summary_emitted_ = is_last;
  gather_facts();
  calibrate_clock();
  LossReport report{};
  report.ticks = clock_ticks();
  report.is_summary = 1;
  report.lost_events = dropped_events.total();
  report.suppressed = suppressed_counters.suppressed;
  report.traces_sampled_out = suppressed_counters.traces_sampled_out;
  report.telemetry_cpu_ns = telemetry_cpu_ns_;
  report.process_cpu_ns = process_cpu_ns();
  report.no_aspect_matched = no_aspect_matched;
  report.disabled_by = is_last ? disabled_by_.load(std::memory_order_relaxed) : DisabledBy::nothing;
  emit_loss_report(report);
}

void Drain::note_cpu(std::uint64_t used_ns) noexcept {
  telemetry_cpu_ns_ = used_ns;
  budget_note_cpu(process_cpu_ns(), used_ns, output_.events_written());
}

void Drain::forget_sites() noexcept {
  tail_.forget_sites();
  if (folds_)
    folder_.forget_sites();
  else if (format_->render_span)
    assembler_.forget_sites();
  rendering_forget_sites();
  forget_modules();
  forget_site_states();
  forget_folded_sites();
  forget_call_counts();
  forget_literals();
}

void Drain::set_sample_rate(const SampleRate &rate) noexcept {
  if (rate == sample_rate_)
    return;
  sample_rate_ = rate;
  char memory[32];
  TextBuffer out(memory, sizeof memory);
  rate.put(out);
  sample_rate_text_.set(out.slice());
  rendering_forget_sites(); // the cached texts contain the rate
  if (!facts_begun_)
    return;
  facts_.sample_rate = sample_rate_text_.slice();
  if (facts_known_ || waits_for_resource())
    format_->set_process(facts_);
  note_process(facts_);
}

void Drain::reset_in_child(bool parent_stood_still) noexcept {
  if (!parent_stood_still)
    rendering_abandon_sites();
  output_.reset_in_child();
  tail_.reset_in_child();
  if (folds_)
    folder_.reset_in_child();
  else if (format_->render_span)
    assembler_.reset_in_child();
  forget_lost_spans();
  rendering_forget_totals();
  spool_.reset_in_child();
  facts_begun_ = facts_known_ = false;
  waits_for_facts_.store(false, std::memory_order_relaxed);
  pending_.clear();
  summary_emitted_ = false;
  disabled_by_.store(DisabledBy::nothing, std::memory_order_relaxed); // the parent's summary says so
}

} // namespace telinject
