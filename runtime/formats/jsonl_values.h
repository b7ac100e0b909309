// Renders argument and return values as JSON.  Async-signal-safe.
#pragma once

#include "runtime/formats/value.h"

namespace telinject {

void put_json(TextBuffer &out, const Value &value);

// Appends the value at `p` and returns the address of the next one; null if the record ends before.
const char *put_json_value(TextBuffer &out, char code, Slice type, Slice table, const char *p, const char *end,
                           SiteCache &cache);

// The same for the value of the next codes.
const char *put_json_value(TextBuffer &out, Codes &codes, const char *p, const char *end, SiteCache &cache);

// Appends `s` in quotes, cut to the longest value.
void put_cut_string(TextBuffer &out, Slice s);

} // namespace telinject
