// Stores the records of undecided traces (tail.h).  The records of a trace form a chain of small chunks; a record may
// continue in the next chunk.  If memory runs out, a whole trace is discarded; its events count as lost if the trace
// turns out to be wanted.
#include "runtime/backend/tail.h"

#include "runtime/backend/output_buffer.h"
#include "runtime/base/sys.h"
#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/formats/rendering.h"
#include "runtime/frontend/state.h"

#include <sys/mman.h>

namespace telinject {

namespace {

constexpr std::uint32_t no_index = ~std::uint32_t{0};
constexpr std::size_t max_traces = 4096; // at a time; further traces are written in full

enum class Fate : std::uint8_t { free, waits, written, discarded };

struct Trace {
  std::uint64_t high, low;
  std::uint64_t events;            // records that wait or were discarded
  std::uint32_t open;              // open spans
  std::uint32_t first, last, used; // first and last chunk, and bytes used in the last one
  std::uint32_t next;              // in the chain of its bucket, or of free traces
  std::uint32_t older, newer;      // in the list of waiting traces
  Fate fate;
  bool is_wanted;     // discarded, and turned out to be wanted
  ThreadFacts thread; // of its last record
};

struct Chunk {
  static constexpr std::uint32_t room = 4096 - sizeof(std::uint32_t);
  std::uint32_t next;
  char bytes[room];
};
static_assert(sizeof(Chunk) == 4096);

// Precedes each record.
struct Mark {
  std::uint64_t thread_follows;
};

constinit Chunk *chunks = nullptr;
constinit std::uint32_t chunk_count = 0, chunks_used = 0, free_chunks = no_index;
constinit Trace traces[max_traces];
constinit std::uint32_t buckets[max_traces]; // index + 1
constinit std::uint32_t traces_used = 0, free_traces = no_index;
constinit std::uint32_t oldest = no_index, newest = no_index;
constinit std::uint64_t dropped = 0;
constinit std::atomic<bool> keeps_all{false};

std::uint32_t *bucket_of(std::uint64_t low) {
  return &buckets[(low * 0x9E3779B97F4A7C15u) >> 52];
}
static_assert(max_traces == 1u << (64 - 52));

Trace *find(std::uint64_t high, std::uint64_t low) {
  for (std::uint32_t i = *bucket_of(low); i != 0; i = traces[i - 1].next)
    if (traces[i - 1].low == low && traces[i - 1].high == high)
      return &traces[i - 1];
  return nullptr;
}

std::uint32_t index_of(const Trace *t) {
  return static_cast<std::uint32_t>(t - traces);
}

Trace *begin(std::uint64_t high, std::uint64_t low) {
  std::uint32_t at = free_traces;
  if (at != no_index)
    free_traces = traces[at].next;
  else if (traces_used < max_traces)
    at = traces_used++;
  else
    return nullptr;
  std::uint32_t *const bucket = bucket_of(low);
  traces[at] = {high, low, 0, 0, no_index, no_index, 0, *bucket, newest, no_index, Fate::waits, false, {}};
  *bucket = at + 1;
  (newest != no_index ? traces[newest].newer : oldest) = at;
  newest = at;
  return &traces[at];
}

// Removes a trace from the list of waiting ones.
void unlink(Trace &t) {
  (t.older != no_index ? traces[t.older].newer : oldest) = t.newer;
  (t.newer != no_index ? traces[t.newer].older : newest) = t.older;
}

void free_memory(Trace &t) {
  while (t.first != no_index) {
    const std::uint32_t next = chunks[t.first].next;
    chunks[t.first].next = free_chunks;
    free_chunks = t.first;
    t.first = next;
  }
  t.last = no_index;
}

void end(Trace &t) {
  if (t.fate == Fate::waits)
    unlink(t);
  free_memory(t);
  std::uint32_t *link = bucket_of(t.low);
  while (*link != index_of(&t) + 1)
    link = &traces[*link - 1].next;
  *link = t.next;
  t.fate = Fate::free;
  t.next = free_traces;
  free_traces = index_of(&t);
}

void discard(Trace &t) {
  unlink(t);
  free_memory(t);
  t.fate = Fate::discarded;
}

std::uint32_t take_chunk() {
  std::uint32_t at = free_chunks;
  if (at != no_index)
    free_chunks = chunks[at].next;
  else if (chunks_used < chunk_count)
    at = chunks_used++;
  if (at != no_index)
    chunks[at].next = no_index;
  return at;
}

// Returns false if no memory is available, even after discarding other traces.
bool add_chunk(Trace &t) {
  std::uint32_t at;
  while ((at = take_chunk()) == no_index) {
    Trace *victim = oldest == no_index ? nullptr : &traces[oldest];
    if (victim == &t)
      victim = t.newer == no_index ? nullptr : &traces[t.newer];
    if (!victim)
      return false;
    discard(*victim);
  }
  (t.last != no_index ? chunks[t.last].next : t.first) = at;
  t.last = at;
  t.used = 0;
  return true;
}

bool put(Trace &t, const void *data, std::size_t size) {
  const char *from = static_cast<const char *>(data);
  while (size != 0) {
    if ((t.last == no_index || t.used == Chunk::room) && !add_chunk(t))
      return false;
    const std::size_t room = Chunk::room - t.used;
    const std::size_t n = size < room ? size : room;
    std::memcpy(chunks[t.last].bytes + t.used, from, n);
    t.used += static_cast<std::uint32_t>(n);
    from += n;
    size -= n;
  }
  return true;
}

bool is_same(const ThreadFacts &a, const ThreadFacts &b) {
  return a.id == b.id && a.generation == b.generation && std::memcmp(a.name, b.name, sizeof a.name) == 0;
}

bool keep(Trace &t, const ThreadFacts &thread, const Record *r) {
  const bool is_other_thread = t.first == no_index || !is_same(thread, t.thread);
  t.thread = thread;
  const Mark mark{is_other_thread};
  return put(t, &mark, sizeof mark) && (!is_other_thread || put(t, &thread, sizeof thread)) && put(t, r, r->size);
}

// Reads back the stored records.
class Reader {
public:
  explicit Reader(const Trace &t) : chunk_(t.first), last_(t.last), used_(t.used) {}
  bool get(void *to, std::size_t size) {
    char *at = static_cast<char *>(to);
    while (size != 0) {
      if (chunk_ == no_index)
        return false;
      const std::size_t available = (chunk_ == last_ ? used_ : Chunk::room) - at_;
      if (available == 0) {
        chunk_ = chunk_ == last_ ? no_index : chunks[chunk_].next;
        at_ = 0;
        continue;
      }
      const std::size_t n = size < available ? size : available;
      std::memcpy(at, chunks[chunk_].bytes + at_, n);
      at_ += n;
      at += n;
      size -= n;
    }
    return true;
  }

private:
  std::uint32_t chunk_, last_, used_;
  std::size_t at_ = 0;
};

// Emits all waiting records of a trace.
void write_out(Trace &t) {
  alignas(Record) static char memory[max_record_size];
  static ThreadText text;
  auto *const r = reinterpret_cast<Record *>(memory);
  ThreadFacts thread;
  Mark mark;
  for (Reader reader(t); reader.get(&mark, sizeof mark);) {
    if (mark.thread_follows != 0 && reader.get(&thread, sizeof thread)) {
      text.generation = thread.generation + 1; // differs from the thread's previous generation
      text.last_ns = 0;
    }
    if (!reader.get(r, sizeof(Record)) || !reader.get(r + 1, r->size - sizeof(Record)))
      return;
    render_record(text, thread, r);
    if (output_buffer_is_full())
      output_buffer_write(false);
  }
}

// Marks a trace as wanted: writes all its records now and later ones at once, or counts them as lost.
void keep_trace(Trace &t) {
  t.is_wanted = true;
  if (t.fate == Fate::waits) {
    write_out(t);
    unlink(t);
    free_memory(t);
    t.fate = Fate::written;
  } else if (t.fate == Fate::discarded) {
    dropped_events.add(t.events);
    t.events = 0;
  }
}

// Returns true if the record makes its trace wanted.
bool should_keep_trace(const Record *r) {
  if (!ends_span(r->kind))
    return false;
  return (r->flags & record_raised) != 0 ||
         (config.slow_ns != 0 && clock_duration_ns(r->start, r->ticks) > config.slow_ns);
}

// Decides about a trace whose last span has closed.
void finish(Trace &t) {
  if (t.fate == Fate::discarded && t.is_wanted)
    dropped_events.add(t.events);
  if (!t.is_wanted)
    ++dropped;
  end(t);
}

} // namespace

void tail_start(std::uint64_t bytes) {
  if (chunks)
    return;
  chunks = static_cast<Chunk *>(sys::map(bytes, MAP_NORESERVE));
  chunk_count = chunks ? static_cast<std::uint32_t>(bytes / sizeof(Chunk)) : 0;
}

bool tail_takes(const ThreadFacts &thread, const Record *r) {
  Trace *t = find(r->trace_high, r->trace_low);
  if (!t) {
    // A trace that began while all slots were taken is written in full.
    if (!begins_span(r->kind) || !(t = begin(r->trace_high, r->trace_low)))
      return false;
  }
  if (begins_span(r->kind))
    ++t->open;
  if (t->fate == Fate::waits && !keep(*t, thread, r))
    discard(*t);
  const bool is_stored = t->fate != Fate::written;
  if (is_stored)
    t->events += events_of(r->kind);
  if (should_keep_trace(r) || keeps_all.load(std::memory_order_relaxed))
    keep_trace(*t);
  if (ends_span(r->kind) && t->open != 0 && --t->open == 0)
    finish(*t);
  return is_stored;
}

void tail_keep_all(bool keep) {
  keeps_all.store(keep, std::memory_order_seq_cst);
}

void tail_release() {
  if (!keeps_all.load(std::memory_order_seq_cst))
    return;
  for (std::uint32_t i = 0; i < traces_used; ++i)
    if (traces[i].fate == Fate::waits || traces[i].fate == Fate::discarded)
      keep_trace(traces[i]);
}

void tail_forget_sites() {
  while (oldest != no_index)
    discard(traces[oldest]);
}

void tail_reset_for_child() {
  for (std::uint32_t &bucket : buckets)
    bucket = 0;
  chunks_used = traces_used = 0;
  free_chunks = free_traces = oldest = newest = no_index;
  dropped = 0;
  keeps_all.store(false, std::memory_order_relaxed);
}

std::uint64_t tail_dropped_traces() {
  return dropped;
}

} // namespace telinject
