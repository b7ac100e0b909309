// The interface of an output, which takes whole lines or blocks of records.  open() runs on the program's thread before
// the first event, write() on the thread that holds the drain lock, one call at a time; both are async-signal-safe.
#pragma once

#include "runtime/config/config.h"

namespace telinject {

struct Sink {
  Slice name;
  // Opens the output.  Returns 0 or an error number.
  int (*open)(const Config &config);
  // Writes all of `lines` and adds the bytes written to `written`.  Returns 0, or the error number after which nothing
  // more can be written; EAGAIN: the wait for the output ended (patience.h), and the remaining bytes may be written
  // later.
  int (*write)(Slice lines, std::uint64_t &written);
  // Returns the descriptor that it writes to.
  int (*descriptor)();
  // Returns a lower bound of the next write's offset in a regular file; ~0 if it is none.  Called like write().
  std::uint64_t (*position)();
  bool takes_records = false; // takes blocks of a spool (file_format.h) instead of lines
  void (*forked)() = nullptr; // called in a forked child that continues to write
};

// Finds a row of sinks.def; null for an unknown name.
const Sink *find_sink(Slice name);

} // namespace telinject
