// Formats floating-point numbers, independently of the locale and the floating-point environment (integer arithmetic
// only, so that a program's exception flags are unchanged).  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Appends the shortest decimal text that reads back as the same double, with ".0" or an exponent to mark it as a
// floating-point number: 0.1, 5.0, 1e+22.  NaN and infinities become "NaN", "Infinity", "-Infinity" in quotes, as JSON
// has no numbers for them.
void put_double(TextBuffer &out, double value);

// The same for a float, which is formatted as the double of the same value.
void put_float(TextBuffer &out, float value);

// The same for a long double.  A finite value that a double cannot hold (out of range, or so small that it would become
// zero) is put in quotes: most readers of JSON would read infinity or zero.  Uses about 14 KB of stack.
void put_long_double(TextBuffer &out, long double value);

// Appends numerator / 10^places without trailing zeros, with at least one digit after the point: 345.678, 2.0.
void put_fixed(TextBuffer &out, std::uint64_t numerator, int places);

} // namespace telinject
