// Keeps memory of the runtime's threads reachable for leak checkers (valgrind, LeakSanitizer); those threads run until
// the process ends.
#pragma once

#include <cstddef>

namespace telinject {

// Called on such a thread from time to time: stores the address of its thread-local data table in `begin`.  The C
// library itself points only behind the table's first entry, which leak checkers report as possibly lost.
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
