// Lines of telemetry.v3 for constructs inside a function (used by jsonl.cpp only).
#pragma once

#include "runtime/formats/format.h"

namespace telinject::jsonl {

const void *prepare_inner_site(const Site &site, Arena &arena);
void render_inner(const Event &event, TextBuffer &out);

} // namespace telinject::jsonl
