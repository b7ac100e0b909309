// The environment of a program that this process starts: the one it was given, with TRACEPARENT of the open span.
#pragma once

#include "runtime/frontend/trace_context.h"

#include <cstddef>

namespace telinject {

// Does not allocate, as the caller may be a vfork child or a signal handler.
class ChildEnvironment {
public:
  // given: must outlive this object, and may be null.
  explicit ChildEnvironment(char *const *given);
  ChildEnvironment(const ChildEnvironment &) = delete;
  ChildEnvironment &operator=(const ChildEnvironment &) = delete;

  // Returns `given` unchanged if no span is open, the program has set a TRACEPARENT of its own, or there are too many
  // variables.
  char *const *get() const { return get_; }

private:
  static constexpr std::size_t max_variables = 510;
  void add(char *const *given, const Continued &context);

  char *const *get_;
  char text_[sizeof "TRACEPARENT=" + traceparent_size];
  char *variables_[max_variables + 2];
};

// Returns true if a child with that environment is to get the context: it has no TRACEPARENT, or this process's own, and
// OTEL_PROPAGATORS does not forbid it.
bool takes_context(char *const *environment);

// Is this variable a TRACESTATE that does not go with the context: of another trace, or invalid?
bool has_state_of_other_trace(const char *variable, const Continued &context);

} // namespace telinject
