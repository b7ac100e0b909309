// Values of arguments and returns as JSON (shared by jsonl.cpp alone).  Async-signal-safe.
#pragma once

#include "runtime/formats/event.h"

namespace telinject {

// Appends the value that begins at `p` and returns where the next one begins; null where the record ends first.
const char *put_json_value(TextBuffer &out, char code, Slice type, Slice table, const char *p, const char *end,
                           SiteCache &cache);

// Puts `s` in quotes, cut to what a value may have.
void put_cut_string(TextBuffer &out, Slice s);

} // namespace telinject
