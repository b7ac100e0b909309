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
