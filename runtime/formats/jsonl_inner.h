// Lines of telemetry.v3 for constructs inside a function (used by jsonl.cpp only).
#pragma once

#include "runtime/formats/format.h"

namespace telinject::jsonl {

const void *prepare_inner_site(const Site &site, Arena &arena);
void render_inner(const Event &event, TextBuffer &out);
// Returns "code.file.path":…,"code.line.number":… of a site that prepare_inner_site has prepared.
Slice location_of(const CachedSite &site);
// Returns the prefix of the correlation ids of a kind of spans.
Slice correlation_prefix(SpanKind kind);

} // namespace telinject::jsonl
