// What other threads and processes continue: the ids of a span, and whether its trace is recorded.
#pragma once

#include "runtime/base/text.h"

#include <cstdint>

namespace telinject {

struct Thread;

struct Continued {
  std::uint64_t trace_high = 0, trace_low = 0;
  std::uint64_t span = 0; // 0: no span
  bool sampled = false;
  std::uint16_t context_flags = 0; // of the trace's records (record.h)
};

// Returns the context of the thread's innermost span.  t: a block, a marker or null.
Continued context_of(const Thread *t);
// The same for the calling thread, whose current stack contains the address `frame`.
Continued context_of_this_thread(std::uintptr_t frame);

// The same, for work that another thread does.  No span if the innermost function has been open for so long that what
// it calls begins traces (roots.h).
Continued context_to_hand_over(std::uintptr_t frame);

constexpr std::size_t traceparent_size = 55;
// Writes the value of the header `traceparent` of W3C Trace Context, which another process is given.  context: has a span.
void put_traceparent(TextBuffer &out, const Continued &context);

constexpr std::size_t log_context_size = 66;
// Writes "trace_id=… span_id=…", for a line of a log.  context: has a span.
void put_log_context(TextBuffer &out, const Continued &context);

// The context that the calling thread's first outermost span continues, if the thread was started in a span.
extern __attribute__((tls_model("initial-exec"))) __thread Continued inherited_context;

} // namespace telinject
