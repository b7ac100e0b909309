// Lines of telemetry.v3 for what happens inside a function (used by jsonl.cpp alone).
#pragma once

#include "runtime/formats/format.h"

namespace telinject::jsonl {

const void *prepare_inner_site(const Site &site, Arena &arena);
void render_inner(const Event &event, TextBuffer &out);

} // namespace telinject::jsonl
