// What leak checkers (valgrind, LeakSanitizer) are to find of the runtime's threads, which are there until the process
// ends.
#pragma once

#include <cstddef>

namespace telinject {

// On such a thread, now and then: notes where the table of its thread-local data begins.  The C library has a pointer
// behind its first entry only, and what is found that way is called possibly lost.
inline void keep_thread_data_reachable(const char *volatile &begin) {
  constexpr std::size_t entry = 16;
  const char *inside;
#if defined(__x86_64__)
  asm("movq %%fs:8, %0" : "=r"(inside));
#else
  inside = *static_cast<const char *const *>(__builtin_thread_pointer());
#endif
  begin = inside - entry;
}

} // namespace telinject
