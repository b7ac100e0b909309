// Stores the records of undecided traces (tail.h).  If memory runs out, a whole trace is discarded; its events count as
// lost if the trace turns out to be wanted.
#include "runtime/backend/tail.h"

#include "runtime/core/attributes.h"
#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"

#include <cstring>

namespace telinject {

namespace {

// Precedes each record; if the thread is not that of the trace's previous record, its facts follow.
struct Mark {
  std::uint64_t thread_follows;
};

bool is_same(const ThreadFacts &a, const ThreadFacts &b) {
  return a.id == b.id && a.generation == b.generation && std::memcmp(a.name, b.name, sizeof a.name) == 0;
}

constinit TailSampler::Tables tables{};

} // namespace

constinit TailSampler tail_sampler(tables);

std::uint32_t *TailSampler::bucket_of(std::uint64_t low) noexcept {
  constexpr int bits = 12;
  static_assert(max_traces == 1u << bits);
  return &tables_.buckets[(low * 0x9E3779B97F4A7C15u) >> (64 - bits)];
}

std::uint32_t TailSampler::index_of(const Trace &t) const noexcept {
  return static_cast<std::uint32_t>(&t - tables_.traces);
}

TailSampler::Trace *TailSampler::find(std::uint64_t high, std::uint64_t low) noexcept {
  for (std::uint32_t i = *bucket_of(low); i != 0; i = tables_.traces[i - 1].next)
    if (tables_.traces[i - 1].low == low && tables_.traces[i - 1].high == high)
      return &tables_.traces[i - 1];
  return nullptr;
}

// Returns null if all traces are in use.
TailSampler::Trace *TailSampler::begin(std::uint64_t high, std::uint64_t low) noexcept {
  std::uint32_t index = free_traces_;
  if (index != no_index)
    free_traces_ = tables_.traces[index].next;
  else if (traces_used_ < max_traces)
    index = traces_used_++;
  else
    return nullptr;
  std::uint32_t *const bucket = bucket_of(low);
  tables_.traces[index] = {high, low, 0, {}, 0, *bucket, newest_, no_index, Fate::waits, false, {}};
  *bucket = index + 1;
  (newest_ != no_index ? tables_.traces[newest_].newer : oldest_) = index;
  newest_ = index;
  return &tables_.traces[index];
}

// Removes a trace from the list of waiting ones.
void TailSampler::unlink(Trace &t) noexcept {
  (t.older != no_index ? tables_.traces[t.older].newer : oldest_) = t.newer;
  (t.newer != no_index ? tables_.traces[t.newer].older : newest_) = t.older;
}

void TailSampler::end(Trace &t) noexcept {
  if (t.fate == Fate::waits)
    unlink(t);
  records_.free(t.records);
  std::uint32_t *link = bucket_of(t.low);
  while (*link != index_of(t) + 1)
    link = &tables_.traces[*link - 1].next;
  *link = t.next;
  t.fate = Fate::free;
  t.next = free_traces_;
  free_traces_ = index_of(t);
}

void TailSampler::discard(Trace &t) noexcept {
  unlink(t);
  records_.free(t.records);
  t.fate = Fate::discarded;
}

// Discards the oldest other traces until the record fits.  Returns false if it does not fit even then.
bool TailSampler::make_room(const Trace &t, std::size_t size) noexcept {
  while (!records_.has_room(t.records, size)) {
    Trace *victim = oldest_ == no_index ? nullptr : &tables_.traces[oldest_];
    if (victim == &t)
      victim = t.newer == no_index ? nullptr : &tables_.traces[t.newer];
    if (!victim)
      return false;
    discard(*victim);
  }
  return true;
}

bool TailSampler::store(Trace &t, const ThreadFacts &thread, const Record *r) noexcept {
  const Mark mark{t.records.is_empty() || !is_same(thread, t.thread)};
  t.thread = thread;
  if (!make_room(t, sizeof mark + (mark.thread_follows != 0 ? sizeof thread : 0) + r->size))
    return false;
  records_.append(t.records, &mark, sizeof mark);
  if (mark.thread_follows != 0)
    records_.append(t.records, &thread, sizeof thread);
  records_.append(t.records, r, r->size);
  return true;
}

// Emits all waiting records of a trace.
void TailSampler::emit_records(const Trace &t) noexcept {
  auto *const r = reinterpret_cast<Record *>(tables_.record);
  ThreadText &text = tables_.text;
  ThreadFacts thread;
  Mark mark;
  for (RecordStore::Reader reader(records_, t.records); reader.get(&mark, sizeof mark);) {
    if (mark.thread_follows != 0 && reader.get(&thread, sizeof thread)) {
      text.generation = thread.generation + 1; // differs from the thread's previous generation
      text.last_ns = 0;
    }
    if (!reader.get(r, sizeof(Record)) || !reader.get(r + 1, r->size - sizeof(Record)))
      return;
    emit_(text, thread, r);
  }
}

// Marks a trace as wanted: emits all its records now and later ones at once, or counts them as lost.
void TailSampler::keep_trace(Trace &t) noexcept {
  t.is_wanted = true;
  if (t.fate == Fate::waits) {
    emit_records(t);
    unlink(t);
    records_.free(t.records);
    t.fate = Fate::emitted;
  } else if (t.fate == Fate::discarded) {
    dropped_events.add(t.events);
    t.events = 0;
  }
}

// Returns true if the record makes its trace wanted.
bool TailSampler::should_keep_trace(const Record *r) const noexcept {
  if (!ends_span(r->kind))
    return false;
  return (r->flags & record_raised) != 0 || is_failed_call(r) ||
         (slow_ns_ != 0 && clock_duration_ns(r->start, r->ticks) > slow_ns_);
}

// Decides about a trace whose last span has closed.
void TailSampler::finish(Trace &t) noexcept {
  if (t.fate == Fate::discarded && t.is_wanted)
    dropped_events.add(t.events);
  if (!t.is_wanted)
    ++dropped_traces_;
  end(t);
}

void TailSampler::start(std::uint64_t bytes, std::uint64_t slow_ns, Emit emit) noexcept {
  records_.start(bytes);
  slow_ns_ = slow_ns;
  emit_ = emit;
}

bool TailSampler::take(const ThreadFacts &thread, const Record *r) noexcept {
  Trace *t = find(r->trace_high, r->trace_low);
  if (!t) {
    // A trace that began while all slots were taken is emitted in full.
    if (!begins_span(r->kind) || !(t = begin(r->trace_high, r->trace_low)))
      return false;
  }
  if (begins_span(r->kind))
    ++t->open;
  if (t->fate == Fate::waits && !store(*t, thread, r))
    discard(*t);
  const bool is_stored = t->fate != Fate::emitted;
  if (is_stored)
    t->events += events_of(r->kind);
  if (should_keep_trace(r) || keeps_all_.load(std::memory_order_relaxed))
    keep_trace(*t);
  if (ends_span(r->kind) && t->open != 0 && --t->open == 0)
    finish(*t);
  return is_stored;
}

void TailSampler::release() noexcept {
  if (!keeps_all_.load(std::memory_order_seq_cst))
    return;
  for (std::uint32_t i = 0; i < traces_used_; ++i)
    if (tables_.traces[i].fate == Fate::waits || tables_.traces[i].fate == Fate::discarded)
      keep_trace(tables_.traces[i]);
}

void TailSampler::forget_sites() noexcept {
  while (oldest_ != no_index)
    discard(tables_.traces[oldest_]);
}

void TailSampler::reset_in_child() noexcept {
  for (std::uint32_t &bucket : tables_.buckets)
    bucket = 0;
  records_.reset();
  traces_used_ = 0;
  free_traces_ = oldest_ = newest_ = no_index;
  dropped_traces_ = 0;
  keeps_all_.store(false, std::memory_order_relaxed);
}

} // namespace telinject
