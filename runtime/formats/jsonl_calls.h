// Lines of telemetry.v3 for HTTP and database calls (used by jsonl.cpp only).
#pragma once

#include "runtime/formats/format.h"

namespace telinject::jsonl {

void render_call(const Event &event, TextBuffer &out);

} // namespace telinject::jsonl
