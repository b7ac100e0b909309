// Numbers with a fraction as text, independent of locale and of the floating-point environment (integer arithmetic
// only, so that a program's exception flags stay as they are).  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// The shortest decimal text that reads back as the same double, with ".0" or an exponent so that it is seen to be a
// floating-point number: 0.1, 5.0, 1e+22.  NaN and infinities: "NaN", "Infinity", "-Infinity" in quotes (JSON has
// none).
void put_double(TextBuffer &out, double value);

// The same for a float, as the double that has its value.
void put_float(TextBuffer &out, float value);

// The same for a long double.  A finite value that a double cannot hold (beyond its range, or so small that it would be
// zero) is put in quotes: most readers of JSON would make infinity or zero of the number.  Uses about 14 KB of stack.
void put_long_double(TextBuffer &out, long double value);

// numerator / 10^places without useless zeros, at least one digit after the point: 345.678, 2.0.
void put_fixed(TextBuffer &out, std::uint64_t numerator, int places);

} // namespace telinject
