// For formats that render whole spans: the entry of a span waits here until its exit comes.  Uses memory of a fixed size.
#pragma once

#include "runtime/backend/record_store.h"
#include "runtime/core/record.h"
#include "runtime/core/thread_text.h"
#include "runtime/formats/rendering.h"

namespace telinject {

// All functions require the drain lock; all are async-signal-safe.
class SpanAssembler {
public:
  static constexpr std::size_t max_spans = 16 * 1024; // open at a time; entries of further ones are dropped

  struct OpenSpan {
    std::uint64_t id;
    RecordStore::Chain entry; // the thread, then the record
    std::uint32_t next;       // in its bucket, or of free ones: index + 1
  };

  // All zero at the start; apart from the assembler, so that the library's file does not contain it.
  struct Tables {
    OpenSpan spans[max_spans];
    std::uint32_t buckets[max_spans];             // index + 1
    alignas(Record) char record[max_record_size]; // the entry that is being emitted
    ThreadText text;                              // ... and its thread's
  };

  using EmitSpan = void (*)(const ThreadRecord &entry, const ThreadRecord &exit);

  explicit constexpr SpanAssembler(Tables &tables) noexcept : tables_(tables) {}

  // Allocates memory for the entries.  Called before the first one.
  void start(std::uint64_t bytes, EmitSpan to) noexcept;
  // Takes the entry or the exit of a span; an exit emits the span.  Returns false for any other record.  What has no
  // room, and an exit without its entry, is dropped and counted.
  [[nodiscard]] bool take(const ThreadRecord &from) noexcept;
  // Drops the open spans, because their literals may move from now on (dlclose).
  void forget_sites() noexcept;
  void reset_in_child() noexcept;

private:
  std::uint32_t *find(std::uint64_t id) noexcept;
  void store_entry(const ThreadRecord &from) noexcept;
  void emit(std::uint32_t *link, const ThreadRecord &exit) noexcept;
  void remove(std::uint32_t *link) noexcept;

  Tables &tables_;
  RecordStore entries_;
  EmitSpan emit_ = nullptr;
  std::uint32_t used_ = 0, free_ = 0; // slots that have been used; the first free one of them, index + 1
};

extern SpanAssembler span_assembler;

} // namespace telinject
