// Reads the kernel's clocks without the C library: a program, or a library that is preloaded (libfaketime), may replace
// clock_gettime with a clock that stands still.  Any thread, async-signal-safe.
#pragma once

#include <cstdint>
#include <time.h>

namespace telinject {

// Returns nanoseconds of CLOCK_MONOTONIC or CLOCK_REALTIME.
std::int64_t kernel_clock_ns(clockid_t clock);

} // namespace telinject
