// What the build told the program: TELINJECT_BUILD, "version=1a2b3c4 max_value_bytes=64", compiled into the unit of
// main by `telinject cc` and the tree of `telinject --out`, or by hand.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Takes what an object was told; the first that was told anything counts.  Null and "" are nothing.
// Thread-safe and async-signal-safe; the text is copied.
void note_build(const char *told);

// All that was told so far, or nothing.
Slice build_told();

// The value of one name in it, empty where it is not told.
Slice build_fact(Slice told, Slice name);

} // namespace telinject
