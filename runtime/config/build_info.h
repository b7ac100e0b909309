// Build information: TELINJECT_BUILD, "version=1a2b3c4 max_value_bytes=64", compiled into the unit of main by
// `telinject cc`, the tree of `telinject --out`, or by hand.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Copies the build information of an object; the first non-empty text counts.  Ignores null and "".
// Thread-safe and async-signal-safe.
void set_build_info(const char *text);

// Returns the stored text, or an empty one.
Slice build_info();

// Returns the value of one name in the text; empty if it is not there.
Slice build_info_value(Slice text, Slice name);

} // namespace telinject
