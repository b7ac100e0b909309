// The functions that instrumented code calls around a call of a library (<telinject/telinject.h>).
#include "runtime/config/aspect_filter.h"
#include "runtime/frontend/calls.h"
#include "runtime/frontend/header_lists.h"
#include "runtime/frontend/span_fast_path.h"
#include "runtime/frontend/trace_context.h"
#include "runtime/hooks/hook_bodies.h"

#include <cerrno>
#include <cstring>
#include <telinject/by_hand.h>

using namespace telinject;

namespace {

// "dc2": of telinject_call.
bool read_how(const char *how, CallState &call) {
  call.kind = how[0] == 'h' ? SpanKind::http : how[0] == 'd' ? SpanKind::database : SpanKind::suppressed;
  call.action = how[1];
  if (how[2] < '0' || how[2] > '9')
    return false;
  call.waiting = static_cast<std::uint8_t>(how[2] - '0');
  return true;
}

// site: "NAME ROLE…".
bool is_filtered_out_aspect(const char *site) {
  return !config.aspects.empty() && !is_aspect_selected(config.aspects, Slice(site, std::strcspn(site, " \n")));
}

void begin_in(Thread *t, CallState &call, std::uintptr_t frame) {
  begin_call(t, call, FrameAddress{frame, Thread::return_address_in(frame)});
}

void take_headers(CallState &call, const char *code, long word) {
  call.headers = code[1] == '?' ? CallState::Headers::unknown : CallState::Headers::set;
  call.header_list = reinterpret_cast<const void *>(word);
  if (call.headers == CallState::Headers::unknown && !call.handle && call.waiting <= 1)
    forget_all_headers();
}

// The span of the request is open, or goes on after the call, if it is recorded.
// in_list: the library takes a list of headers.
void add_header(CallState &call, bool in_list, std::uintptr_t frame) {
  constexpr Slice name = "traceparent: ";
  static_assert(name.size + TELINJECT_TRACEPARENT_SIZE <= sizeof call.header);
  call.header[0] = '\0';
  const bool goes_on = call.action == 'b';
  if (call.phase != CallPhase::begun || !(in_list ? may_add_header(call) : config.propagates_trace_context))
    return;
  Continued context = goes_on ? context_of_handle(handle_of_span(call)) : Continued();
  if (context.span == 0)
    context = context_of_this_thread(frame);
  if (context.span == 0)
    return;
  TextBuffer text(call.header, sizeof call.header);
  text.put(name);
  put_traceparent(text, context);
  text.put('\0');
  if (goes_on && in_list)
    keep_header(call);
}

} // namespace

extern "C" {

int telinject_i_do_call(void *state, int outer, const char *how, const char *site, std::uintptr_t frame) {
  auto &call = *static_cast<CallState *>(state);
  call = CallState();
  call.site = site;
  call.outer = outer;
  if (!read_how(how, call) || is_filtered_out_aspect(site))
    return 0;
  if (!library_call_seen.load(std::memory_order_relaxed))
    library_call_seen.store(true, std::memory_order_relaxed);
  Thread *const t = enter_runtime(site, frame, 2, handle_of(outer));
  if (!t)
    return 0;
  // The handler of a request may well call another one.
  const SpanKind step_of = Slice("bsS").contains(call.action) ? call.kind : SpanKind::suppressed;
  const bool counts = Slice("HKT").contains(call.action) || t->open_calls.begin(site, frame, t->stack, step_of);
  if (counts && call.waiting == 0)
    begin_in(t, call, frame);
  finish(t);
  return counts;
}

void telinject_i_do_argument(void *state, const char *code, long word, std::uintptr_t frame) {
  auto &call = *static_cast<CallState *>(state);
  if (*code == 'I' || *code == 'J')
    return add_header(call, *code == 'I', frame);
  if (*code == 'L')
    take_headers(call, code, word);
  else
    note_value(call, code, word);
  if (call.phase != CallPhase::arguments || call.waiting == 0 || --call.waiting != 0)
    return;
  if (Thread *const t = enter_runtime(call.site, frame, 2, handle_of(call.outer))) {
    begin_in(t, call, frame);
    finish(t);
  }
}

int telinject_i_do_returned(void *state, const char *code, long result, std::uintptr_t frame) {
  auto &call = *static_cast<CallState *>(state);
  call.saved_errno = errno;
  Thread *const t = enter_runtime(nullptr, frame, 0, call.span);
  if (!t)
    return 0;
  const int needed = note_result(t, call, code, result);
  leave_runtime(t);
  return needed;
}

void telinject_i_do_called(void *state, std::uintptr_t frame) {
  auto &call = *static_cast<CallState *>(state);
  errno = call.saved_errno;
  Thread *const t = enter_runtime(nullptr, frame, 1, call.span);
  if (!t)
    return;
  t->open_calls.end(call.site);
  finish_call(t, call);
  finish(t);
}
}
