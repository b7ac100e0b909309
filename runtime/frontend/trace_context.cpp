// Reads the calling thread's trace context and writes it as text.
#include "runtime/frontend/trace_context.h"

#include "runtime/core/handed_out.h"
#include "runtime/frontend/roots.h"
#include "runtime/frontend/span_fast_path.h"

namespace telinject {

constinit __attribute__((tls_model("initial-exec"))) __thread Continued inherited_context = {};

Continued context_of(const Thread *t) {
  if (!is_block(t) || t->spans.depth() == 0)
    return {};
  return {t->trace_high, t->trace_low, t->spans.top().id, t->flags.sampled, t->context_flags};
}

Continued context_of_this_thread(std::uintptr_t frame) {
  Thread *const t = telemetry_is_on() ? current_thread : nullptr;
  if (!is_block(t) || t->stack.contains(frame))
    return context_of(t);
  Thread *const settled = enter_runtime(nullptr, frame, 0);
  if (settled)
    leave_runtime(settled);
  return context_of(settled);
}

Continued context_to_hand_over(std::uintptr_t frame) {
  const Continued context = context_of_this_thread(frame);
  const bool is_old = context.span != 0 && is_open_for_long(current_thread->spans.top(), clock_ticks());
  return is_old ? Continued() : context;
}

void put_traceparent(TextBuffer &out, const Continued &context) {
  note_handed_out(context.span);
  out.put("00-");
  out.hex16(context.trace_high);
  out.hex16(context.trace_low);
  out.put('-');
  out.hex16(context.span);
  // A trace whose end decides whether it is kept is not sampled yet.
  out.put(context.sampled && context.context_flags == 0 ? Slice("-01") : Slice("-00"));
}

void put_log_context(TextBuffer &out, const Continued &context) {
  out.put("trace_id=");
  out.hex16(context.trace_high);
  out.hex16(context.trace_low);
  out.put(" span_id=");
  out.hex16(context.span);
}

} // namespace telinject
