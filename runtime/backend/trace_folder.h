// Folds each trace before it is written: keeps as many spans as a backend takes (TELEMETRY_SPAN_BUDGET), and has the
// sums of the others in the nearest kept span around them.  docs/events.md, "Folded export", has the rules.
//
// A span whose exit has come is a candidate; the candidates of each outermost span (root) are a heap, from which the
// one that counts least is folded into its parent as soon as there are more than the budget.  So memory holds the open
// spans and the candidates, whatever the length of the trace.  A trace is written when its root ends.
#pragma once

#include "runtime/backend/folded_sums.h"
#include "runtime/backend/record_store.h"
#include "runtime/core/record.h"
#include "runtime/core/thread_text.h"
#include "runtime/formats/rendering.h"

#include <atomic>

namespace telinject {

// All functions require the drain lock; all are async-signal-safe.
class TraceFolder {
public:
  static constexpr std::size_t max_spans = 16 * 1024; // open ones and candidates at a time
  static constexpr std::uint32_t max_inner = 128;     // records inside a span; further ones are folded
  static constexpr std::size_t max_traces = 1024;     // that are remembered
  static constexpr std::size_t recent_spans = 8 * 1024;
  static constexpr std::uint64_t max_budget = 10'000; // spans a trace

  enum class Rank : std::uint8_t { on_error_path, handed_out, library_call, slow, other };

  // Spans that count less are larger.
  struct Key {
    Rank rank = Rank::on_error_path; // 0: the tables are zero at the start
    std::uint64_t order = 0;         // within the rank
    std::uint64_t number = 0;
    auto operator<=>(const Key &) const = default;
  };

  struct Span {
    std::uint64_t id;
    std::uint64_t parent_id; // of a root: the span of another process, or one that was written; 0: none
    std::uint64_t number;    // entries are numbered
    std::uint64_t begin;     // ticks, not before those of the parent
    std::uint64_t end;
    RecordStore::Chain records; // the thread, the entry, those inside, the thread, the exit
    SpanLink link;
    SiteTotals *site;
    std::uint64_t duration_ns, inside_ns, iterations;
    Key key;                                     // in the heap
    std::uint32_t next;                          // in its bucket, or of free ones: slot
    std::uint32_t root;                          // slot; of a root: its own
    std::uint32_t parent, child, older, younger; // slots; siblings
    std::uint32_t left, right;                   // in the heap
    std::uint32_t heap, candidates;              // of a root: the span that counts least; how many there are
    std::uint32_t trace;                         // of a root: index + 1
    std::uint32_t sums;                          // FoldedSums
    std::uint32_t depth;                         // of roots 0
    std::uint32_t inner, inner_events;           // records inside, and their events
    std::uint32_t folded_flags;                  // of its exit
    RecordKind entry_kind;
    bool is_complete, has_error, is_slow, is_on_error_path, is_handed_out, receives, needs_estimate;
    bool has_lost_owner; // its parent ended before it, and does not have its time
    bool is_counted;     // its parent has its time
    bool has_moved;      // its parent was folded
  };

  // How much of its budget a trace has used.
  struct Trace {
    std::uint64_t high, low;
    std::uint64_t written, candidates;
    std::uint32_t roots; // open ones
    std::uint64_t used_at;
  };

  // A span on its way to the output, of a format of lines.
  struct Cursor {
    RecordStore::Reader reader;
    ThreadFacts thread;
    Record next;
    std::uint64_t ticks;
    std::uint32_t slot;
    std::uint32_t inner; // records left
    bool is_entry, is_exit, is_lost;
  };

  // All zero at the start; apart from the folder, so that the library's file does not contain it.
  struct Tables {
    Span spans[max_spans + 1]; // slot 0 is none
    std::uint32_t buckets[max_spans];
    struct {
      std::uint64_t id, parent;
    } recent[recent_spans]; // spans that were folded, and where to
    Trace traces[max_traces];
    std::uint32_t list[max_spans]; // slots
    alignas(Cursor) char cursors[max_spans * sizeof(Cursor)];
    std::uint32_t order[max_spans]; // cursors, as a heap
    alignas(Record) char record[max_record_size], exit[max_record_size], inner[max_record_size];
    ThreadText text, exit_text;
    FoldedSums::Tables sums;
  };

  // Where a trace goes.  emit_span is null for a format of lines.
  struct Emit {
    bool (*record)(ThreadText &text, const ThreadFacts &thread, const Record *r, const KeptSpan &span);
    void (*span)(const ThreadRecord &entry, const ThreadRecord &exit, InnerRecords &inner, const KeptSpan &span);
    void (*after_each)(); // may hand on what was emitted
    std::size_t named_sites;
  };

  explicit constexpr TraceFolder(Tables &tables) noexcept : tables_(tables), sums_(tables.sums) {}

  // Allocates memory.  Called before the first record.
  void start(std::uint64_t bytes, std::uint64_t budget, const Emit &emit) noexcept;
  // Takes a record of a span.  Returns false if it belongs to none that is known.
  [[nodiscard]] bool take(const ThreadRecord &from) noexcept;
  // Writes all traces: those spans that are open end now, as unfinished.  The process ends.
  void finish() noexcept;
  // Writes the candidates and drops what is open, because literals may move from now on (dlclose).
  void forget_sites() noexcept;
  void reset_in_child() noexcept;

  [[nodiscard]] bool has_spans() const noexcept { return live_.load(std::memory_order_relaxed) != 0; }
  // Spans that were folded so far.
  [[nodiscard]] std::uint64_t folded_spans() const noexcept { return folded_; }

private:
  Span &at(std::uint32_t slot) noexcept { return tables_.spans[slot]; }
  std::uint32_t *bucket_of(std::uint64_t id) noexcept;
  std::uint32_t find(std::uint64_t id) noexcept;
  std::uint32_t find_keeper(std::uint64_t &id) noexcept;
  void note_folded(std::uint64_t id, std::uint64_t into) noexcept;
  std::uint32_t take_slot() noexcept;
  void free_slot(std::uint32_t slot) noexcept;
  void link_child(std::uint32_t slot, std::uint32_t parent) noexcept;
  void unlink_child(std::uint32_t slot) noexcept;
  std::uint32_t trace_of(const Record *r) noexcept;
  bool is_over_budget(std::uint32_t root) noexcept;

  void take_entry(const ThreadRecord &from) noexcept;
  void take_exit(const ThreadRecord &from) noexcept;
  void take_inner(std::uint32_t slot, const ThreadRecord &from) noexcept;
  void take_folded(std::uint32_t slot, const SpanFigures &figures) noexcept;
  void complete(std::uint32_t slot, const SpanFigures &figures) noexcept;
  std::uint32_t owner_of(std::uint32_t slot) noexcept;
  void add_call(std::uint32_t to, const Span &span) noexcept;

  Key key_of(const Span &span) const noexcept;
  std::uint32_t meld(std::uint32_t a, std::uint32_t b) noexcept;
  void insert(std::uint32_t root, std::uint32_t slot) noexcept;
  std::uint32_t pop(std::uint32_t root) noexcept;
  std::uint32_t worst_of(std::uint32_t root) noexcept;
  bool fold_worst(std::uint32_t root) noexcept;
  void fold(std::uint32_t slot) noexcept;
  bool has_room(const RecordStore::Chain &chain, std::size_t size, std::uint32_t root) noexcept;

  void write(std::uint32_t root) noexcept;
  std::size_t list_complete(std::uint32_t root) noexcept;
  void mark_estimates(std::size_t count) noexcept;
  void write_lines(std::size_t count) noexcept;
  void write_spans(std::size_t count) noexcept;
  void begin_roots_below(std::size_t count) noexcept;
  void begin_root(std::uint32_t slot, std::uint32_t trace) noexcept;
  KeptSpan kept(std::uint32_t slot, bool is_exit) noexcept;
  bool read_next(Cursor &cursor) noexcept;
  bool is_later(std::uint32_t a, std::uint32_t b) noexcept;

  Tables &tables_;
  RecordStore records_;
  FoldedSums sums_;
  Emit emit_{};
  std::uint64_t budget_ = 0;
  std::uint32_t used_ = 0, free_ = 0;
  std::atomic<std::uint32_t> live_{0}; // read without the lock
  std::uint64_t entries_ = 0, folded_ = 0, uses_ = 0;
};

extern TraceFolder trace_folder;

} // namespace telinject
