// A format of the printf family with the ids of a span behind it.
#pragma once

#include "runtime/frontend/trace_context.h"

#include <cstddef>

namespace telinject {

// Returns `format` with " trace_id=… span_id=…" at its end, before line ends, in `memory`.  Returns the format itself if
// it does not fit, or if text behind it could change what it means: it has %n, which a checking C library forbids in
// memory that can be written, or ends within a conversion.
const char *append_context(const char *format, const Continued &context, char *memory, std::size_t size);

} // namespace telinject
