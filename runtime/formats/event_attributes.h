// What events say beside ids, times and places, as a flat list of names and values: for formats other than telemetry.v3,
// which share its names (docs/events.md).  Used by the thread that holds the drain lock only; async-signal-safe.
#pragma once

#include "runtime/formats/value.h"

namespace telinject {

// Receives attributes.  The full name is `group` followed by `name`; both and the value are valid until it returns.
struct AttributeSink {
  void (*put)(AttributeSink &self, Slice group, Slice name, const Value &value);
};

// Passes on the attributes of an event: arguments as "arguments.NAME", counts of what was suppressed as
// "suppressed.EVENT_TYPE", folded calls as one JSON text.  Not among them: the place in the source, the function, the
// thread, the link, the error, and the tables of a summary.
void visit_attributes(const Event &e, AttributeSink &to);

// What stopped a span.  Empty members are unknown.
struct ErrorText {
  Slice type, message, stack_trace; // no secrets; 1024 bytes, 200 characters, 2048 bytes at most
};
// Returns false if the span ended in order.  The text is valid until the next call.
bool describe_error(const Event &e, ErrorText &error);

// How a loop ended: "break"; empty if that is not known.
Slice loop_end_of(const Event &e);

// The first word of the site of a loop or a conditional: "for", "if".
Slice construct_of(const Event &e);

} // namespace telinject
