// Renders values with parts, such as pairs, containers and structures, as JSON.  Used by the thread that holds the drain
// lock only; async-signal-safe.
#pragma once

#include "runtime/formats/value.h"

namespace telinject {

// Appends the JSON of tokens (runtime/core/shown.h), without secrets.  type: of the value; empty: as the tokens say.
void put_shown(TextBuffer &out, Slice tokens, Slice type, SiteCache &cache);

// Appends a type in a compiler's spelling as a reader would write it: std::string for std::__cxx11::basic_string<char>.
void put_readable_type(TextBuffer &out, Slice type);

} // namespace telinject
