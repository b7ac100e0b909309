// Adds TRACEPARENT to an environment.
#include "runtime/lifecycle/child_environment.h"

#include "runtime/config/trace_state.h"
#include "runtime/frontend/state.h"

#include <unistd.h>

namespace telinject {

namespace {

constexpr Slice name = "TRACEPARENT=", state_name = "TRACESTATE=";

bool is_traceparent(const char *variable) {
  return Slice::of(variable).starts_with(name);
}

// Returns true if this process was started with that value.
bool is_inherited(Slice value) {
  RemoteParent parent;
  return config.has_parent && parse_traceparent(value, parent) && parent.trace_high == config.parent.trace_high &&
         parent.trace_low == config.parent.trace_low && parent.span == config.parent.span;
}

} // namespace

bool has_state_of_other_trace(const char *variable, const Continued &context) {
  if (!Slice::of(variable).starts_with(state_name))
    return false;
  const bool is_of_trace = config.has_parent && config.parent.trace_high == context.trace_high &&
                           config.parent.trace_low == context.trace_low;
  return !is_of_trace || !is_valid_tracestate(Slice::of(variable).drop_front(state_name.size));
}

bool takes_context(char *const *environment) {
  if (!config.propagates_trace_context)
    return false;
  for (; environment && *environment; ++environment)
    if (is_traceparent(*environment) && !is_inherited(Slice::of(*environment).drop_front(name.size)))
      return false;
  return true;
}

ChildEnvironment::ChildEnvironment(char *const *given) : get_(given) {
  if (!telemetry_is_on())
    return;
  const Continued context = context_of_this_thread(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
  if (context.span != 0 && takes_context(given))
    add(given, context);
}

void ChildEnvironment::add(char *const *given, const Continued &context) {
  std::size_t count = 0;
  for (; given && *given; ++given) {
    if (is_traceparent(*given) || has_state_of_other_trace(*given, context))
      continue;
    if (count == max_variables)
      return;
    variables_[count++] = *given;
  }
  TextBuffer text(text_, sizeof text_);
  text.put(name);
  put_traceparent(text, context);
  text.put('\0');
  variables_[count++] = text_;
  variables_[count] = nullptr;
  get_ = variables_;
}

} // namespace telinject
