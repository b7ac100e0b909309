// Opens and closes the spans of requests; keeps those that wait for the next call of their handler.
#include "runtime/frontend/requests.h"

#include "runtime/base/safe_read.h"
#include "runtime/base/yield_lock.h"
#include "runtime/frontend/calls.h"
#include "runtime/frontend/coroutine.h"
#include "runtime/frontend/roots.h"
#include "runtime/frontend/span_fast_path.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/state.h"

#include <cstdlib>
#include <cstring>

namespace telinject {

namespace {

// A request that waits for the next call of its handler.
struct WaitingRequest {
  const void *handle; // null: free
  Coroutine *spans;
};
constexpr std::size_t place_count = 4096;
constexpr std::size_t places_of_handle = 32;

constinit std::atomic<bool> is_table_taken{false};
constinit WaitingRequest waiting[place_count];

WaitingRequest *first_place(const void *handle) {
  const std::uint64_t mixed = reinterpret_cast<std::uintptr_t>(handle) * 0x9E3779B97F4A7C15u >> 40;
  return waiting + mixed % (place_count - places_of_handle);
}

// Returns null if none waits.
Coroutine *take_waiting(const void *handle) {
  const YieldLock lock(is_table_taken);
  WaitingRequest *const first = first_place(handle);
  for (WaitingRequest *place = first; lock.is_held() && place != first + places_of_handle; ++place)
    if (place->handle == handle) {
      place->handle = nullptr;
      return place->spans;
    }
  return nullptr;
}

// Returns false if there is no room.
bool put_waiting(const void *handle, Coroutine *spans) {
  const YieldLock lock(is_table_taken);
  WaitingRequest *const first = first_place(handle);
  for (WaitingRequest *place = first; lock.is_held() && place != first + places_of_handle; ++place)
    if (!place->handle) {
      *place = {handle, spans};
      return true;
    }
  return false;
}

// Returns the context of the innermost request on this thread's stack; null if there is none.
Span *innermost_request(Thread *t) {
  for (std::uint32_t i = t->spans.depth(); i-- > 0;)
    if (t->spans[i].is_request())
      return &t->spans[i];
    else if (t->spans[i].flags.trace != TraceChange::none)
      return nullptr;
  return nullptr;
}

Continued context_of_request(Thread *t, const CallState &call) {
  RemoteParent parent;
  if (config.propagates_trace_context && call.traceparent && parse_traceparent(Slice::of(call.traceparent), parent))
    return continue_remote(t, parent);
  const TraceState trace = begin_trace(t);
  return {trace.high, trace.low, 0, trace.is_sampled, trace.context_flags};
}

void open_request(Thread *t, CallState &call, const FrameAddress &frame) {
  if (TELINJECT_UNLIKELY(!t->ring.has_memory()))
    begin_forked_ring(t); // a forked child's ids are not its parent's
  const SpanLink link{t->trace_high, t->trace_low, t->spans.depth() != 0 ? t->spans.top().id : 0};
  const bool is_around_recorded = t->flags.sampled && link.span != 0;
  const Continued context = context_of_request(t, call);
  call.context = open_continued(t, context);
  if (call.context == 0)
    return;
  Span &span = t->spans.top();
  span.flags.trace = TraceChange::request;
  span.frame = frame;
  span.value = reinterpret_cast<std::uintptr_t>(call.handle);
  update_unsampled_frame_limit(t);
  if (t->flags.sampled)
    call.span = open_request_span(t, call, frame, context.span == 0 && is_around_recorded ? &link : nullptr);
  if (call.span != 0 || !t->flags.sampled)
    return;
  t->flags.sampled = false; // the budget has no lines: what is inside would have no parent
  t->context_flags = 0;
  SuppressedCounters::add(t->suppressed_counters.traces_sampled_out, 1);
  update_unsampled_frame_limit(t);
  publish_current(t);
}

void resume_request(Thread *t, CallState &call, const FrameAddress &frame) {
  const std::uint32_t below = t->spans.depth();
  resume(t, call.request);
  for (std::uint32_t i = below; i < t->spans.depth(); ++i)
    t->spans[i].frame = frame;
  update_unsampled_frame_limit(t);
  if (t->spans.depth() > below)
    call.context = t->spans[below].handle;
  if (t->spans.depth() > below + 1 && t->spans[below + 1].is_recorded())
    call.span = t->spans[below + 1].handle;
}

// "& i NAME", "&-1:200 i NAME": the value is where the word points to; 200 stands for -1, unless an exception is leaving.
void add_value_at_end(const Thread *t, CallState &call, const CallValue &value) {
  const char *const real_code = std::strchr(value.code, ' ');
  int number = 0;
  if (!real_code || read_bytes(static_cast<std::uintptr_t>(value.word), reinterpret_cast<char *>(&number),
                               sizeof number) != sizeof number)
    return;
  const char *const colon = std::strchr(value.code, ':');
  if (colon && colon < real_code && number == std::strtol(value.code + 1, nullptr, 10)) {
    if (t->active_exceptions.any())
      return;
    number = static_cast<int>(std::strtol(colon + 1, nullptr, 10));
  }
  add_value(call, real_code + 1, number);
}

// Takes the request's spans off the thread.  Returns false if there is no memory for them.
bool keep_waiting(Thread *t, CallState &call) {
  Coroutine *const spans = suspend(t, call.context, call.request);
  if (!spans || t->spans.find(call.context) >= 0) {
    call.request = spans;
    return false;
  }
  if (put_waiting(call.handle, spans))
    return true;
  drop(t, spans);
  return true;
}

} // namespace

void begin_request(Thread *t, CallState &call, const FrameAddress &frame) {
  if (load_state() == state_paused)
    return;
  close_stale_spans(t, frame);
  if (innermost_request(t))
    return;
  call.request = call.comes_again && call.handle ? take_waiting(call.handle) : nullptr;
  if (call.request && call.is_later)
    return resume_request(t, call, frame);
  if (call.request)
    drop(t, call.request); // of a client that has gone
  call.request = nullptr;
  if (!call.is_later) // else its beginning was not seen
    open_request(t, call, frame);
}

void end_request(Thread *t, CallState &call) {
  const std::int64_t found = call.context != 0 ? t->spans.find(call.context) : -1;
  if (found < 0)
    return;
  const std::uint64_t status = t->spans[static_cast<std::uint32_t>(found)].iterations;
  if (call.comes_again && call.handle && status == 0 && keep_waiting(t, call))
    return;
  if (status != 0)
    add_value(call, "l http.response.status_code", static_cast<long>(status));
  for (std::uint8_t i = 0; i < call.first_after; ++i)
    if (*call.values[i].code == '&')
      add_value_at_end(t, call, call.values[i]);
  if (call.span != 0)
    close_call_span(t, call);
  close_span(t, call.context);
  if (call.request)
    drop(t, call.request);
}

void answer_request(Thread *t, const CallState &call) {
  Span *const request = innermost_request(t);
  if (!request || request->value != reinterpret_cast<std::uintptr_t>(call.handle))
    return;
  for (std::uint8_t i = 0; i < call.count; ++i)
    if (*call.values[i].code != 's' && std::strstr(call.values[i].code, " http.response.status_code") &&
        call.values[i].word > 0)
      request->iterations = static_cast<std::uint64_t>(call.values[i].word);
}

void reset_request_lock() {
  // A thread of the parent may have been writing.
  if (is_table_taken.load(std::memory_order_relaxed))
    std::memset(static_cast<void *>(waiting), 0, sizeof waiting);
  is_table_taken.store(false, std::memory_order_relaxed);
}

} // namespace telinject
