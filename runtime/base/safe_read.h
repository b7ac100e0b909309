// Reads memory that may not be mapped: a bad address gives fewer bytes, never a crash.  Async-signal-safe, any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

// Copies up to `max` bytes of the C string at `from`, without its terminating zero.  Returns how many, or -1 if not
// even the first byte is readable.  `more`: the string continues after the copied bytes.
long read_c_string(const char *from, char *to, std::size_t max, bool &more);

// Copies up to `max` bytes, at most 12 KiB.  Returns how many were readable; 0 if the system forbids the call.
std::size_t read_bytes(std::uintptr_t from, char *to, std::size_t max);

} // namespace telinject
