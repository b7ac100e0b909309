// What the build told the program: TELINJECT_BUILD, "version=1a2b3c4 max_value_bytes=64", compiled into the unit of
// main by `telinject cc` and the tree of `telinject --out`, or by hand.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Takes what an object was told; the first that was told anything counts.  Null and "" are nothing.
// Thread-safe and async-signal-safe; the text is copied.
void set_build_info(const char *told);

// All that was told so far, or nothing.
Slice build_info();

// The value of one name in it, empty where it is not told.
Slice build_info_value(Slice told, Slice name);

} // namespace telinject
