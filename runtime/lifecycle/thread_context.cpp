// Hands the context of the span that starts a thread to that thread: replaces pthread_create and thrd_create in the
// import tables of the modules loaded when telemetry starts, so that std::thread, std::async and code that was not
// rebuilt are included.  With telemetry off nothing is replaced.
#include "runtime/base/c_library.h"
#include "runtime/base/import_slots.h"
#include "runtime/base/sys.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/thread_ring.h"
#include "runtime/lifecycle/threads.h"

#include <cerrno>
#include <dlfcn.h>
#include <pthread.h>
#include <threads.h>

namespace telinject {

namespace {

// What a function that starts a thread is given: int for thrd_create, void * for pthread_create.
template <class Result> using Routine = Result (*)(void *);
using CreatePosix = int (*)(pthread_t *, const pthread_attr_t *, Routine<void *>, void *);
using CreateC11 = int (*)(thrd_t *, Routine<int>, void *);

constinit std::atomic<CreatePosix> real_posix{nullptr};
constinit std::atomic<CreateC11> real_c11{nullptr};

// On a page of its own until the new thread has read it.
template <class Result> struct Start {
  Routine<Result> routine;
  void *argument;
  Continued context;
};

template <class Result> Result run_thread(void *page) {
  const Start<Result> start = *static_cast<const Start<Result> *>(page);
  sys::call(SYS_munmap, sys::as_long(page), sizeof start);
  inherited_context = start.context;
  return start.routine(start.argument);
}

// create: starts a thread with a routine and an argument.  Returns its result.
template <class Result, class Create> int create_in_context(Routine<Result> routine, void *argument, Create create) {
  const int saved = errno;
  const Continued context = context_to_hand_over(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
  void *const page = context.span != 0 ? sys::map(sizeof(Start<Result>)) : nullptr;
  errno = saved;
  if (!page)
    return create(routine, argument);
  *static_cast<Start<Result> *>(page) = {routine, argument, context};
  const int result = create(run_thread<Result>, page);
  if (result != 0) // no thread was started
    sys::call(SYS_munmap, sys::as_long(page), sizeof(Start<Result>));
  return result;
}

int create_posix(pthread_t *thread, const pthread_attr_t *attributes, Routine<void *> routine, void *argument) {
  const CreatePosix real = real_posix.load(std::memory_order_relaxed);
  return create_in_context(routine, argument,
                           [&](Routine<void *> run, void *with) { return real(thread, attributes, run, with); });
}

int create_c11(thrd_t *thread, Routine<int> routine, void *argument) {
  const CreateC11 real = real_c11.load(std::memory_order_relaxed);
  return create_in_context(routine, argument, [&](Routine<int> run, void *with) { return real(thread, run, with); });
}

} // namespace

void thread_context_start() {
  if (is_static_program())
    return;
  ImportHook hooks[2];
  std::size_t count = 0;
  if (void *const real = library_find(RTLD_DEFAULT, "pthread_create")) {
    real_posix.store(reinterpret_cast<CreatePosix>(real), std::memory_order_relaxed);
    hooks[count++] = {"pthread_create", reinterpret_cast<void *>(create_posix)};
  }
  if (void *const real = library_find(RTLD_DEFAULT, "thrd_create")) {
    real_c11.store(reinterpret_cast<CreateC11>(real), std::memory_order_relaxed);
    hooks[count++] = {"thrd_create", reinterpret_cast<void *>(create_c11)};
  }
  replace_imports(hooks, count, nullptr);
}

} // namespace telinject
