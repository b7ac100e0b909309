// The interface of an output, which takes batches: whole lines, envelopes of a format, or blocks of records.  open()
// runs on the program's thread before the first event and is async-signal-safe.  All others run on the thread that holds
// the drain lock, one call at a time.
#pragma once

#include "runtime/config/config.h"
#include "runtime/export/exporter.h"

namespace telinject {

// What one call of write() is given.
struct Batch {
  Slice bytes = {};            // without those that earlier calls have written
  std::uint64_t events = 0;    // in the whole batch
  Slice content_type = {};     // of the format; empty: blocks of a spool
  std::size_t size_prefix = 0; // bytes at its beginning that only files and pipes need (format.h); 0 behind them
  // A message of log records behind that of spans, which has a size_prefix too, and the number of those records.
  std::size_t logs_at = ~std::size_t{0};
  std::uint64_t log_records = 0;
  bool is_final = false; // the last report of a process whose output is full: it may exceed limits of the runtime
};

// When the batch that is being collected is written.
struct BatchLimits {
  std::int64_t max_age_ns = 0;  // 0: at once
  std::uint64_t max_events = 0; // 0: no limit but that of the output buffer
};

struct Sink {
  Slice name;
  // Opens the output.  Returns 0 or an error number.
  int (*open)(const Config &config);
  // Writes all bytes of the batch, or copies them into a queue of the sink, and adds their number to `written`.  Returns
  // 0, or the error number after which nothing more can be written; EAGAIN: the wait for the output ended (patience.h)
  // or the queue is full (the sink then calls note_output_blocks()), and the remaining bytes may be written later.
  int (*write)(const Batch &batch, std::uint64_t &written);
  // Returns the descriptor that it writes to.
  int (*descriptor)();
  // Returns a lower bound of the next write's offset in a regular file; ~0 if it is none.  Called like write().
  std::uint64_t (*position)();
  bool takes_records = false; // takes blocks of a spool (file_format.h) instead of what a format renders
  // write, flush and shutdown are async-signal-safe and run on any thread.  Otherwise they run on the writer's thread
  // only; while there is none, events wait in the output buffer.
  bool is_signal_safe = true;
  // After ENOSPC: the limit that was reached; null or empty: the disk is full.  Callable on any thread.
  Slice (*full_reason)() = nullptr;
  // For an output to which fewer and larger batches are better.  null: each is written at once.
  BatchLimits (*batch_limits)() = nullptr;
  void (*forked)() = nullptr; // called in a forked child that continues to write; empties a queue

  // For a sink with a queue; null: write() has handed on everything when it returns.
  // Waits until the queue is empty, or until that time of the monotonic clock.  Returns false if something is left.
  bool (*flush)(std::int64_t deadline_ns) = nullptr;
  // The same at the end of the process.  Events of static destructors may follow, and another shutdown after them.
  bool (*shutdown)(std::int64_t deadline_ns) = nullptr;
  // Returns the number of events in batches that it accepted and has lost since the previous call.
  std::uint64_t (*take_lost_events)() = nullptr;
  // For the summary.  Callable on any thread, as the next.
  ExportTotals (*totals)() = nullptr;
  // Called before the first batch: the format's.
  void (*set_content_type)(Slice content_type) = nullptr;
  // Returns, once, what a person should change, for a warning; empty: nothing.
  Slice (*take_problem)() = nullptr;

  // For a sink with a thread of its own, which the backend starts (sink_thread.h); null: it has none.
  void (*run_thread)() = nullptr;                       // its body
  void (*note_thread)(bool runs) = nullptr;             // called where it was started, and when it has ended
  void (*set_flush_process)(void (*flush)()) = nullptr; // called before: flush waits for all that was recorded
  void (*end_thread)() = nullptr;                       // asks it to return soon; any thread, async-signal-safe
};

// Finds a row of sinks.def; null for an unknown name.
const Sink *find_sink(Slice name);

} // namespace telinject
