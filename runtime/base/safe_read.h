// Reading memory that may not be there: a bad address gives fewer bytes, never a crash.  Async-signal-safe, any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

// Copies up to `max` bytes of the C string at `from`, without its end.  Returns how many, or -1 where not even the
// first byte can be read.  `more`: the string goes on after what was copied.
long read_c_string(const char *from, char *to, std::size_t max, bool &more);

// Copies up to `max` bytes, at most 12 KiB; returns how many could be read, 0 where the system forbids to ask.
std::size_t read_bytes(std::uintptr_t from, char *to, std::size_t max);

} // namespace telinject
