// What other programs of the machine see of a thread's spans (docs/profilers.md): its context, in the record that the symbol
// otel_thread_ctx_v1 leads to (OpenTelemetry's OTEP 4947), and probes (USDT).  Both know the spans of requests and of calls of
// libraries, and those that begin a trace or a thread's part of one; no others.  Functions take the calling thread's block.
#pragma once

#include "runtime/core/record.h"
#include "runtime/frontend/span_stack.h"

#include <cstdint>

namespace telinject {

struct Thread;

// The record, as other programs read it while the thread is stopped.
struct ThreadContextRecord {
  std::uint8_t trace_id[16], span_id[8];
  volatile std::uint8_t is_valid;
  std::uint8_t trace_flags;
  std::uint16_t attribute_bytes;
  std::uint8_t attributes[100]; // the index of the key, the size, the text
};
static_assert(sizeof(ThreadContextRecord) == 128);

// The name of attribute 0.
constexpr char thread_context_attribute[] = "code.function.name";

// TELEMETRY_THREAD_CONTEXT.  Set before the first event.
void publish_thread_contexts();
bool publishes_thread_contexts();

// Returns true if the end of a thread's outermost span has to be seen here.
bool watches_outermost();

// index: of the span on its thread's stack.
inline bool is_published(const Span &span, std::uint32_t index) {
  return index == 0 || span.flags.trace != TraceChange::none || has_attributes(span.flags.kind);
}

// The innermost span, which is one of these, begins; ends.
void note_published_start(Thread *t);
void note_published_end(Thread *t);
// The innermost of these spans may be another one now, or none.
void publish_current_slow_path(Thread *t);
extern bool is_publishing; // constant once telemetry is on
inline void publish_current(Thread *t) {
  if (__builtin_expect(is_publishing, 0))
    publish_current_slow_path(t);
}
// The thread ends.
void publish_nothing(Thread *t);

} // namespace telinject
