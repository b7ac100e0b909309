// What an output does: takes whole lines.  open() runs on the program's thread before the first event, write() by
// whoever drains, one at a time; both are async-signal-safe.
#pragma once

#include "../config.h"

namespace telinject {

struct Sink {
  Slice name;
  // 0, or the error number that says why it cannot be used.
  int (*open)(const Config &config);
  // Writes all of it, waiting as long as it takes.  0, or the error number after which nothing more can be written.
  int (*write)(Slice lines);
  // The descriptor it writes to.
  int (*descriptor)();
};

// The rows of sinks.def; null for an unknown name.
const Sink *find_sink(Slice name);

} // namespace telinject
