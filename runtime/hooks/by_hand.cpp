// Implements the manual API (<telinject/by_hand.h>): spans and contexts that the program creates.
#include "runtime/frontend/coroutine.h"
#include "runtime/frontend/span_fast_path.h"

#include <telinject/by_hand.h>

namespace telinject {

namespace {

std::uintptr_t frame_address(const void *address) {
  return reinterpret_cast<std::uintptr_t>(address);
}

enum : unsigned {
  context_is_place = 1,
  context_is_recorded = 2,
  context_is_sampled_out = 4, // recorded until its end decides (tail.h)
  context_is_remote = 8,
  context_remote_sampled = 16,
};

unsigned high_half(std::uint64_t v) {
  return static_cast<unsigned>(v >> 32);
}
std::uint64_t join(const unsigned *halves) {
  return static_cast<std::uint64_t>(halves[0]) << 32 | halves[1];
}

telinject_context context_of(std::uint64_t high, std::uint64_t low, std::uint64_t span, unsigned flags) {
  return {{high_half(high), static_cast<unsigned>(high), high_half(low), static_cast<unsigned>(low)},
          {high_half(span), static_cast<unsigned>(span)},
          flags,
          0};
}

// Returns all zeros if the thread has no open span.
telinject_context context_of_thread(const Thread *t) {
  if (!is_block(t) || t->spans.depth() == 0 || t->spans.top().id == 0)
    return {};
  unsigned flags = context_is_place;
  flags |= t->flags.sampled ? context_is_recorded : 0u;
  flags |= t->context_flags != 0 ? context_is_sampled_out : 0u;
  return context_of(t->trace_high, t->trace_low, t->spans.top().id, flags);
}

// Returns the thread's block if its spans may be read now.
const Thread *readable_thread(std::uintptr_t frame) {
  Thread *const t = telemetry_is_on() ? current_thread : nullptr;
  if (!is_block(t) || t->stack.contains(frame))
    return t;
  Thread *const settled = enter_runtime(nullptr, frame, 0);
  if (settled)
    leave_runtime(settled);
  return settled;
}

} // namespace

} // namespace telinject

using namespace telinject;

extern "C" {

int telinject_begin(const char *site) {
  const auto *const frame = __builtin_frame_address(0);
  Thread *const t = enter_runtime(site, frame_address(frame), 2);
  if (!t)
    return 0;
  const int handle = open_by_hand(t, site, {frame_address(frame), frame_address(__builtin_return_address(0))});
  finish(t);
  return handle;
}

int telinject_capture(telinject_context *to) {
  *to = context_of_thread(readable_thread(frame_address(__builtin_frame_address(0))));
  return to->telinject_i_flags != 0;
}

int telinject_attach_context(const telinject_context *context) {
  static const char nowhere[] = "";
  if ((context->telinject_i_flags & context_is_place) == 0)
    return 0;
  Thread *const t = enter_runtime(nowhere, frame_address(__builtin_frame_address(0)), 0);
  if (!t)
    return 0;
  const unsigned flags = context->telinject_i_flags;
  Continued c;
  c.trace_high = join(context->telinject_i_trace);
  c.trace_low = join(context->telinject_i_trace + 2);
  c.span = join(context->telinject_i_span);
  c.sampled = (flags & context_is_recorded) != 0;
  if ((flags & context_is_sampled_out) != 0)
    c.context_flags = record_sampled_out;
  if ((flags & context_is_remote) != 0)
    c = continue_remote(t, {c.trace_high, c.trace_low, c.span, (flags & context_remote_sampled) != 0});
  const int handle = open_continued(t, c);
  leave_runtime(t);
  return handle;
}

int telinject_inject_traceparent(char *to) {
  const telinject_context c = context_of_thread(readable_thread(frame_address(__builtin_frame_address(0))));
  TextBuffer out(to, TELINJECT_TRACEPARENT_SIZE);
  if (c.telinject_i_flags == 0) {
    out.put('\0');
    return 0;
  }
  out.put("00-");
  out.hex16(join(c.telinject_i_trace));
  out.hex16(join(c.telinject_i_trace + 2));
  out.put('-');
  out.hex16(join(c.telinject_i_span));
  const bool sampled = (c.telinject_i_flags & (context_is_recorded | context_is_sampled_out)) == context_is_recorded;
  out.put(sampled ? Slice("-01") : Slice("-00"));
  out.put('\0');
  return 1;
}

int telinject_extract_traceparent(const char *header, telinject_context *to) {
  RemoteParent parent;
  *to = {};
  if (!parse_traceparent(Slice::of(header), parent))
    return 0;
  *to = context_of(parent.trace_high, parent.trace_low, parent.span,
                   context_is_place | context_is_remote | (parent.sampled ? context_remote_sampled : 0u));
  return 1;
}
}
