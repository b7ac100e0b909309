// Replaces pthread_cancel, so that spans closed by a cancelled thread's unwinding record the reason.  Only in the
// shared library: in a fully static program no original pthread_cancel would be left to call.
#include "runtime/frontend/state.h"
#include "runtime/frontend/thread_end.h"

#include <cerrno>
#include <dlfcn.h>
#include <pthread.h>

extern "C" __attribute__((visibility("default"))) int pthread_cancel(pthread_t thread) {
  using Real = int (*)(pthread_t);
  const auto real = reinterpret_cast<Real>(dlsym(RTLD_NEXT, "pthread_cancel"));
  if (telinject::telemetry_is_on() && telinject::owns_memory())
    telinject::note_cancellation(static_cast<std::uintptr_t>(thread));
  return real ? real(thread) : ENOSYS;
}
