// Lines for the person who runs the program, straight to standard error: "telinject: warning: ...".
// Async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

void notice(Slice kind, Slice line);
inline void warn(Slice line) {
  notice("warning", line);
}

// "open /x/y: error 13" and what it means.
void put_error_number(TextBuffer &out, int error);

} // namespace telinject
