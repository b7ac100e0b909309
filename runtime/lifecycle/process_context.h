// The process context of OpenTelemetry (OTEP 4719): a mapping named OTEL_CTX in which other programs find what this process
// is, and that its threads publish theirs (frontend/published_spans.h).
#pragma once

#include "runtime/config/config.h"

namespace telinject {

// Called once at the start and in each forked child, which does not inherit the mapping.  Async-signal-safe.  Nothing is
// published if there is no memory.
void publish_process_context(const Config &config);

// Writes the attributes, an opentelemetry.proto.resource.v1.Resource.
void put_process_attributes(const Config &config, TextBuffer &out);

} // namespace telinject
