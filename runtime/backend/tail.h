// Tail sampling (TELEMETRY_TAIL=errors): records of sampled-out traces wait here until all spans of the trace are
// closed, or one of them had an error or was slow.  In the latter case all records are emitted, later ones at once;
// otherwise they are dropped.  Uses memory of a fixed size.
#pragma once

#include "runtime/backend/record_store.h"
#include "runtime/core/record.h"
#include "runtime/core/thread_text.h"

#include <atomic>

namespace telinject {

// All functions require the drain lock unless they say otherwise; all are async-signal-safe.
class TailSampler {
public:
  static constexpr std::size_t max_traces = 4096; // at a time; further traces are emitted in full

  enum class Fate : std::uint8_t { free, waits, emitted, discarded };

  struct Trace {
    std::uint64_t high, low;
    std::uint64_t events;       // records that wait or were discarded
    RecordStore::Chain records; // those that wait
    std::uint32_t open;         // open spans
    std::uint32_t next;         // in the chain of its bucket, or of free traces
    std::uint32_t older, newer; // in the list of waiting traces
    Fate fate;
    bool is_wanted;     // discarded, and turned out to be wanted
    ThreadFacts thread; // of its last record
  };

  // All zero at the start; apart from the sampler, so that the library's file does not contain it.
  struct Tables {
    Trace traces[max_traces];
    std::uint32_t buckets[max_traces];            // index + 1
    alignas(Record) char record[max_record_size]; // the one that is being emitted
    ThreadText text;                              // ... and its thread's
  };

  // Emits the events of one waiting record.
  using Emit = void (*)(ThreadText &text, const ThreadFacts &thread, const Record *r);

  explicit constexpr TailSampler(Tables &tables) noexcept : tables_(tables) {}

  // Allocates memory for the records.  Called before the first one.  slow_ns: a span that takes longer makes its trace
  // wanted; 0: none.
  void start(std::uint64_t bytes, std::uint64_t slow_ns, Emit emit) noexcept;

  // Stores a record of a sampled-out trace.  Returns false if the caller must emit it now.
  [[nodiscard]] bool take(const ThreadFacts &thread, const Record *r) noexcept;

  // Keeps all waiting traces, because the process dies or executes another program and their outcome will stay unknown.
  // Callable on any thread.
  void keep_all(bool keep) noexcept { keeps_all_.store(keep, std::memory_order_seq_cst); }
  // Emits the waiting records if keep_all is in effect.
  void release() noexcept;

  // Discards waiting records, because their literals may move from now on (dlclose).
  void forget_sites() noexcept;
  void reset_in_child() noexcept;

  // The number of traces that ended without being emitted.
  [[nodiscard]] std::uint64_t dropped_traces() const noexcept { return dropped_traces_; }

private:
  static constexpr std::uint32_t no_index = ~std::uint32_t{0};

  std::uint32_t *bucket_of(std::uint64_t low) noexcept;
  std::uint32_t index_of(const Trace &t) const noexcept;
  Trace *find(std::uint64_t high, std::uint64_t low) noexcept;
  Trace *begin(std::uint64_t high, std::uint64_t low) noexcept;
  void unlink(Trace &t) noexcept;
  void end(Trace &t) noexcept;
  void discard(Trace &t) noexcept;
  bool make_room(const Trace &t, std::size_t size) noexcept;
  bool store(Trace &t, const ThreadFacts &thread, const Record *r) noexcept;
  void emit_records(const Trace &t) noexcept;
  void keep_trace(Trace &t) noexcept;
  bool should_keep_trace(const Record *r) const noexcept;
  void finish(Trace &t) noexcept;

  Tables &tables_;
  RecordStore records_;
  Emit emit_ = nullptr;
  std::uint64_t slow_ns_ = 0;
  std::uint32_t traces_used_ = 0, free_traces_ = no_index;
  std::uint32_t oldest_ = no_index, newest_ = no_index;
  std::uint64_t dropped_traces_ = 0;
  std::atomic<bool> keeps_all_{false};
};

extern TailSampler tail_sampler;

} // namespace telinject
