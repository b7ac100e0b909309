// Implements the manual API (<telinject/by_hand.h>): spans and contexts that the program creates.
#include "runtime/frontend/coroutine.h"
#include "runtime/frontend/span_fast_path.h"

#include <cstring>

#include <telinject/by_hand.h>
#include <telinject/log_context.h>

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

// Returns all zeros if there is no span.
telinject_context context_of(const Continued &c) {
  if (c.span == 0)
    return {};
  unsigned flags = context_is_place;
  flags |= c.sampled ? context_is_recorded : 0u;
  flags |= c.context_flags != 0 ? context_is_sampled_out : 0u;
  return context_of(c.trace_high, c.trace_low, c.span, flags);
}

} // namespace

} // namespace telinject

using namespace telinject;

static_assert(log_context_size + 1 == TELINJECT_LOG_CONTEXT_SIZE);

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
  *to = context_of(context_of_this_thread(frame_address(__builtin_frame_address(0))));
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

int telinject_hand_over(void *to) {
  const Continued context = context_to_hand_over(frame_address(__builtin_frame_address(0)));
  if (context.span == 0)
    return 0;
  const telinject_context written = context_of(context);
  std::memcpy(to, &written, sizeof written);
  return 1;
}

int telinject_take_over(const void *from) {
  telinject_context context;
  std::memcpy(&context, from, sizeof context);
  return telinject_attach_context(&context);
}

int telinject_inject_traceparent(char *to) {
  const Continued context = context_of_this_thread(frame_address(__builtin_frame_address(0)));
  TextBuffer out(to, TELINJECT_TRACEPARENT_SIZE);
  if (context.span != 0)
    put_traceparent(out, context);
  out.put('\0');
  return context.span != 0;
}

int telinject_log_context(char *to) {
  const Continued context = context_of_this_thread(frame_address(__builtin_frame_address(0)));
  TextBuffer out(to, TELINJECT_LOG_CONTEXT_SIZE);
  if (context.span != 0)
    put_log_context(out, context);
  out.put('\0');
  return context.span != 0;
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
