// For formats that render whole spans: the entry of a span waits here until its exit comes, together with the first
// events inside of it.  Uses memory of a fixed size.
#pragma once

#include "runtime/backend/record_store.h"
#include "runtime/core/record.h"
#include "runtime/core/thread_text.h"
#include "runtime/formats/rendering.h"

#include <atomic>

namespace telinject {

// All functions require the drain lock; all are async-signal-safe.
class SpanAssembler {
public:
  static constexpr std::size_t max_spans = 16 * 1024; // open at a time; entries of further ones are dropped
  static constexpr std::uint32_t max_inner = 128;     // records of events inside a span; further ones are left out

  struct OpenSpan {
    std::uint64_t id;
    RecordStore::Chain records; // the thread, its record, then those inside
    std::uint32_t next;         // in its bucket, or of free ones: index + 1
    std::uint32_t inner;        // records inside
    std::uint32_t inner_events;
    std::uint64_t left_out;
  };

  // All zero at the start; apart from the assembler, so that the library's file does not contain it.
  struct Tables {
    OpenSpan spans[max_spans];
    std::uint32_t buckets[max_spans];             // index + 1
    alignas(Record) char record[max_record_size]; // the entry that is being emitted
    ThreadText text, exit_text;                   // ... and its thread's; that of an exit at the end
    alignas(Record) char inner[max_record_size];  // ... and what happened inside, one after another
  };

  using EmitSpan = void (*)(const ThreadRecord &entry, const ThreadRecord &exit, InnerRecords &inner);

  // no: the record belongs to no open span.  left_out: it happened in a span that has enough of them.
  enum class Taken { no, yes, left_out };

  explicit constexpr SpanAssembler(Tables &tables) noexcept : tables_(tables) {}

  // Allocates memory for the entries.  Called before the first one.
  void start(std::uint64_t bytes, EmitSpan to) noexcept;
  // Takes the entry or the exit of a span, or a record of what happens in an open one; an exit emits the span.  What has
  // no room, and an exit without its entry, is dropped and counted.
  [[nodiscard]] Taken take(const ThreadRecord &from) noexcept;
  // Emits the open spans, as unfinished: the process ends.  after_each: called after each of them.
  void finish(void (*after_each)()) noexcept;
  // Drops the open spans, because their literals may move from now on (dlclose).
  void forget_sites() noexcept;
  void reset_in_child() noexcept;

  [[nodiscard]] bool has_spans() const noexcept { return open_.load(std::memory_order_relaxed) != 0; }

private:
  std::uint32_t *find(std::uint64_t id) noexcept;
  void store_entry(const ThreadRecord &from) noexcept;
  Taken store_inner(const Record *r) noexcept;
  void emit(std::uint32_t *link, const ThreadRecord &exit) noexcept;
  void remove(std::uint32_t *link) noexcept;

  Tables &tables_;
  RecordStore entries_;
  EmitSpan emit_ = nullptr;
  std::atomic<std::uint32_t> open_{0}; // read without the lock
  std::uint32_t used_ = 0, free_ = 0;  // slots that have been used; the first free one of them, index + 1
};

extern SpanAssembler span_assembler;

} // namespace telinject
