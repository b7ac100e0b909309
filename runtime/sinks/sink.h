// What an output does: takes whole lines, or blocks of records.  open() runs on the program's thread before the first
// event, write() by whoever drains, one at a time; both are async-signal-safe.
#pragma once

#include "runtime/config/config.h"

namespace telinject {

struct Sink {
  Slice name;
  // 0, or the error number that says why it cannot be used.
  int (*open)(const Config &config);
  // Writes all of it; `written` grows with what has gone out.  0, or the error number after which nothing more can be
  // written; EAGAIN: whoever drains has waited enough (patience.h), and the rest may go out later.
  int (*write)(Slice lines, std::uint64_t &written);
  // The descriptor it writes to.
  int (*descriptor)();
  // Where in a regular file the next write will begin, or further on; ~0 where it is none.  Runs as write() does.
  std::uint64_t (*position)();
  bool takes_records = false; // blocks of a spool (file_format.h) instead of lines
  void (*forked)() = nullptr; // in a forked child that goes on to write
};

// The rows of sinks.def; null for an unknown name.
const Sink *find_sink(Slice name);

} // namespace telinject
