// Writes lines for the person who runs the program directly to standard error: "telinject: warning: ...".
// Async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

void notice(Slice kind, Slice line);
inline void warn(Slice line) {
  notice("warning", line);
}

// Appends an error number and its meaning, as in "open /x/y: error 13 (permission denied)".
void put_error_number(TextBuffer &out, int error);

} // namespace telinject
