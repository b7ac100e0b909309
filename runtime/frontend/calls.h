// Calls of library functions that an aspect describes: what the hooks around one collect, and the span that they record.
// <telinject/telinject.h> has the hooks' protocol.  Functions take the calling thread's block.
#pragma once

#include "runtime/core/record.h"
#include "runtime/frontend/span_stack.h"
#include "runtime/frontend/trace_context.h"

namespace telinject {

struct Coroutine;
struct ExceptionInfo;
struct Thread;

// A value that was passed, by its code.  A text is read when it is recorded or remembered.
struct CallValue {
  const char *code;
  long word;
};

constexpr std::uint32_t max_call_values = 12;

enum class Pending : std::uint8_t { unknown, yes, no };
enum class CallPhase : std::uint8_t { arguments, begun, returned };

// A call under way, in the program's memory (telinject_i_call in call_macros.h).
struct CallState {
  void *handle;
  long out;     // written by helpers
  void *output; // what the call has stored at output_at
  // Of a request that goes out: the list of its headers with one more, for the library (call_macros.h).
  const void *list[2]; // the new header, and the program's own list
  char header[72];     // "traceparent: …"; empty: there is none
  const char *site;
  std::uint64_t start, end; // ticks
  const void *handle_at;    // where the handle is found after the call; null: it is known
  const void *output_at;
  const void *span_of; // the handle stands for this one
  std::uint64_t key;   // of a named part of the handle's object; 0: it is the object
  std::uint64_t rows;
  int outer, span;
  int saved_errno;
  SpanKind kind; // suppressed: no span
  char action;
  CallPhase phase;
  std::uint8_t waiting; // arguments that are to come before the function is called
  bool has_failed, is_row, is_new_handle;
  Pending pending;          // does the handle's span go on after the call
  bool has_rows;            // a helper gave the number of rows
  bool counts_steps;        // each step is a row
  std::uint8_t count;       // of values
  std::uint8_t first_after; // the values from here on were passed after the call
  CallValue values[max_call_values];
  // Of a handler (requests.h).
  const char *traceparent; // the header of the request, while it begins
  Coroutine *request;      // where its spans waited; null: nowhere
  int context;             // the span around the request's own
  bool comes_again;        // the handler may be called several times for this request
  bool is_later;           // the handler has been called for this request before
  // Of a request that goes out.
  enum class Headers : std::uint8_t { unchanged, set, unknown } headers; // what the call does to the handle's own
  const void *header_list;
  const ExceptionInfo *exception; // that leaves the call, until the call is finished
};
static_assert(sizeof(CallState) <= 56 * 8);

// Adds a value, unless there are too many.
inline void add_value(CallState &call, const char *code, long word) {
  if (call.count < max_call_values)
    call.values[call.count++] = {code, word};
}

// The handle whose span the call begins.  If the library is still to make it, the call's own address, while it runs.
const void *handle_of_span(const CallState &call);
void begin_call(Thread *t, CallState &call, const FrameAddress &frame);
// Notes a value that was passed: the codes are those of telinject_argument.
void note_value(CallState &call, const char *code, long word);
// result: of the rules in `code`.  Returns what telinject_returned does.
int note_result(Thread *t, CallState &call, const char *code, long result);
void finish_call(Thread *t, CallState &call);
// The context of the span that goes on over several calls of the handle; no span if it is not recorded.
Continued context_of_handle(const void *handle);

// Writes the call's attributes at p, as many as fit before `end`: those from the call or those after it.
char *put_call_attributes(char *p, const char *end, const CallState &call, bool after);

} // namespace telinject
