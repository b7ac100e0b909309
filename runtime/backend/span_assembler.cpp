// Pairs the entries of spans with their exits (span_assembler.h).
#include "runtime/backend/span_assembler.h"

#include "runtime/backend/stored_inner.h"
#include "runtime/backend/unfinished_exit.h"
#include "runtime/core/drop_counter.h"

namespace telinject {

namespace {

constinit SpanAssembler::Tables tables{};

} // namespace

constinit SpanAssembler span_assembler(tables);

void SpanAssembler::start(std::uint64_t bytes, EmitSpan to) noexcept {
  entries_.start(bytes);
  emit_ = to;
}

// Returns what refers to the span: its index + 1; 0 if it is not there.
std::uint32_t *SpanAssembler::find(std::uint64_t id) noexcept {
  constexpr int bits = 14;
  static_assert(max_spans == 1u << bits);
  std::uint32_t *link = &tables_.buckets[(id * 0x9E3779B97F4A7C15u) >> (64 - bits)];
  while (*link != 0 && tables_.spans[*link - 1].id != id)
    link = &tables_.spans[*link - 1].next;
  return link;
}

void SpanAssembler::store_entry(const ThreadRecord &from) noexcept {
  const Record *const r = from.record;
  RecordStore::Chain entry;
  if ((free_ == 0 && used_ == max_spans) || !entries_.has_room(entry, sizeof from.thread + r->size))
    return dropped_events.add(events_of(r->kind));
  entries_.append(entry, &from.thread, sizeof from.thread);
  entries_.append(entry, r, r->size);
  const std::uint32_t slot = free_ != 0 ? free_ : ++used_;
  OpenSpan &span = tables_.spans[slot - 1];
  free_ = free_ != 0 ? span.next : 0;
  span = {.id = r->span, .records = entry, .next = 0, .inner = 0, .inner_events = 0, .left_out = 0};
  *find(r->span) = slot;
  open_.fetch_add(1, std::memory_order_relaxed);
}

SpanAssembler::Taken SpanAssembler::store_inner(const Record *r) noexcept {
  const std::uint32_t slot = *find(r->span);
  if (slot == 0)
    return Taken::no;
  OpenSpan &span = tables_.spans[slot - 1];
  if (span.inner == max_inner || !entries_.has_room(span.records, r->size)) {
    ++span.left_out;
    return Taken::left_out;
  }
  entries_.append(span.records, r, r->size);
  ++span.inner;
  span.inner_events += static_cast<std::uint32_t>(events_of(r->kind));
  return Taken::yes;
}

void SpanAssembler::emit(std::uint32_t *link, const ThreadRecord &exit) noexcept {
  if (*link == 0)
    return dropped_events.add(events_of(exit.record->kind));
  auto *const entry = reinterpret_cast<Record *>(tables_.record);
  ThreadFacts thread;
  const OpenSpan &span = tables_.spans[*link - 1];
  RecordStore::Reader reader(entries_, span.records);
  const bool is_whole = reader.get(&thread, sizeof thread) && reader.get(entry, sizeof *entry) &&
                        reader.get(entry + 1, entry->size - sizeof *entry);
  tables_.text.generation = thread.generation + 1; // the text is of another thread
  tables_.text.last_ns = 0;
  StoredInner inner(reader, tables_.inner, span.inner, span.inner_events, span.left_out);
  if (is_whole)
    emit_({tables_.text, thread, entry}, exit, inner);
  remove(link);
}

void SpanAssembler::remove(std::uint32_t *link) noexcept {
  const std::uint32_t slot = *link;
  OpenSpan &span = tables_.spans[slot - 1];
  entries_.free(span.records);
  *link = span.next;
  span.next = free_;
  free_ = slot;
  open_.fetch_sub(1, std::memory_order_relaxed);
}

SpanAssembler::Taken SpanAssembler::take(const ThreadRecord &from) noexcept {
  const RecordRole role = traits_of(from.record->kind).role;
  if (role == RecordRole::data)
    return Taken::no;
  if (role == RecordRole::inner)
    return store_inner(from.record);
  if (role == RecordRole::entry)
    store_entry(from);
  else
    emit(find(from.record->span), from);
  return Taken::yes;
}

void SpanAssembler::finish(void (*after_each)()) noexcept {
  for (std::uint32_t &bucket : tables_.buckets)
    while (bucket != 0) {
      ThreadFacts thread;
      Record entry;
      RecordStore::Reader reader(entries_, tables_.spans[bucket - 1].records);
      if (!reader.get(&thread, sizeof thread) || !reader.get(&entry, sizeof entry)) {
        remove(&bucket);
        continue;
      }
      const UnfinishedExit exit(entry);
      tables_.exit_text.generation = thread.generation + 1;
      tables_.exit_text.last_ns = 0;
      emit(&bucket, {tables_.exit_text, thread, &exit.record});
      after_each();
    }
}

void SpanAssembler::forget_sites() noexcept {
  for (std::uint32_t &bucket : tables_.buckets)
    while (bucket != 0) {
      dropped_events.add(1 + tables_.spans[bucket - 1].inner_events);
      remove(&bucket);
    }
}

void SpanAssembler::reset_in_child() noexcept {
  for (std::uint32_t &bucket : tables_.buckets)
    bucket = 0;
  entries_.reset();
  used_ = free_ = 0;
  open_.store(0, std::memory_order_relaxed);
}

} // namespace telinject
