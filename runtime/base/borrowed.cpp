// Detects vfork: see borrowed.h.  The C library stores the id of each thread, and updates it in the child of a fork.  A
// process whose only thread has another id than the C library stored was not made by the library's fork; the kernel
// then says whether it shares its parent's memory.
#include "runtime/base/borrowed.h"

#include "runtime/base/sys.h"

#include <cerrno>
#include <linux/kcmp.h>
#include <pthread.h>

namespace telinject {

namespace {

// A recursive mutex stores its owner's id.  0: this C library stores it elsewhere.
int thread_id_in_library() {
#if defined(__GLIBC__)
  pthread_mutex_t mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
  if (pthread_mutex_lock(&mutex) != 0)
    return 0;
  const int id = mutex.__data.__owner;
  pthread_mutex_unlock(&mutex);
  return id;
#else
  return 0;
#endif
}

} // namespace

bool memory_is_borrowed() {
  const int me = sys::thread_id();
  const int known = thread_id_in_library();
  if (me != sys::process_id() || known == me || known == 0)
    return false;
  const long parent = sys::call(SYS_getppid);
  const long order = sys::call(SYS_kcmp, me, parent, KCMP_VM, 0, 0);
  return order == 0 || sys::failed(order); // if the kernel cannot say, assume shared memory
}

} // namespace telinject
