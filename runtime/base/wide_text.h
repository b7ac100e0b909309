// Text of the program in UTF-16 or UTF-32, as UTF-8.  Async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

enum class WideTextEnd { whole, cut, unreadable };

// Appends the text at `from`, of units of 2 or 4 bytes, up to its terminating zero, or to `length` units if that is not
// negative.  What is no character is U+FFFD.  cut: there is no room for all of it; unreadable: nothing was appended.
WideTextEnd put_wide_text(TextBuffer &out, const char *from, long length, std::size_t unit);

} // namespace telinject
