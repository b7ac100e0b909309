// Turns a record into its events and looks up everything that their lines need.  Used by the thread that holds the
// drain lock (drain_lock.h), and by telinject-events for files of a process.  One user at a time; async-signal-safe.
#pragma once

#include "runtime/core/thread_text.h"
#include "runtime/formats/format.h"

namespace telinject {

// Receives an event that is complete except for its sequence number; its pointers are valid until the call returns.
// Returns false if the event is dropped.
using TakeEvent = bool (*)(Event &event);

// The same for a whole span.
using TakeSpan = bool (*)(Event &entry, Event &exit, InnerEvents &inner);

// take_span: null unless render_span is called.
void rendering_start(const Format *format, const RenderOptions &options, TakeEvent take, TakeSpan take_span = nullptr);

// Emits the events of one record of the given thread.
void render_record(ThreadText &text, const ThreadFacts &thread, const Record *r);

// One record and its thread.
struct ThreadRecord {
  ThreadText &text;
  const ThreadFacts &thread;
  const Record *record;
};
// The records of what happened inside a span, in order of time.
struct InnerRecords {
  // Returns the next one, which is valid until the following call; null: there are no more.
  const Record *(*next)(InnerRecords &self);
  std::uint64_t events = 0;   // of all of them
  std::uint64_t left_out = 0; // so many further records were not kept
};
// Emits a span.  The two texts must be different objects.
void render_span(const ThreadRecord &entry, const ThreadRecord &exit, InnerRecords &inner);

// Counts a record that is not kept (InnerRecords::left_out) in the figures of its site.
void count_record(ThreadText &text, const ThreadFacts &thread, const Record *r);

// What became of a span whose trace is folded before it is written (backend/trace_folder.h).  Its exit has been counted.
struct KeptSpan {
  std::uint64_t parent = 0; // 0: none
  SpanLink link{};          // in place of the entry's, if that has one
  const FoldedFigures *folded = nullptr;
  std::size_t folded_count = 0;
  std::uint32_t folded_flags = 0; // in addition to the exit's
};
// Emits the events of a record of such a span.  Returns false if one was dropped.
[[nodiscard]] bool render_kept_record(ThreadText &text, const ThreadFacts &thread, const Record *r,
                                      const KeptSpan &span);
// Emits such a span as a whole.
void render_kept_span(const ThreadRecord &entry, const ThreadRecord &exit, InnerRecords &inner, const KeptSpan &span);

// What the exit of a span says about it.
struct SpanFigures {
  SiteTotals *site = nullptr; // null: it has none
  std::uint64_t duration_ns = 0;
  std::uint64_t iterations = 0;
  bool has_error = false, is_slow = false;
  std::uint32_t folded_flags = 0;        // of a FoldedHead
  const FoldedFigures *folded = nullptr; // of every site that the exit names, valid until the next record
  std::size_t folded_count = 0;
};
// Counts an exit in the figures of its site, and tells what it says.
SpanFigures count_exit(ThreadText &text, const ThreadFacts &thread, const Record *r);

// What a record inside a span counts for.
struct InnerFigures {
  SiteTotals *site = nullptr; // null: it counts for none
  Slice branch;               // of a conditional, as the totals of the site have it; empty: a change of a variable
};
// Counts a record inside a span in the figures of its site.
InnerFigures count_inner(ThreadText &text, const ThreadFacts &thread, const Record *r);

// Counts the sites of a record of the kind `folded`.  Returns those that belong to the span of the record.
SpanFigures count_folded(const Record *r);

// Emits a summary with the table of sites since the last one, in as many events as it takes.  e: complete except for
// its tables.  after_each: called after each event, which may make room for the next one.
void render_summary(Event &e, void (*after_each)());

// Forgets the figures of sites: a forked child starts with none.
void rendering_forget_totals();

// Forgets all sites, as other literals may follow at their addresses (dlclose).
void rendering_forget_sites();
// The same in a forked child, whose parent may have been changing the sites: their memory is not freed.
void rendering_abandon_sites();

} // namespace telinject
