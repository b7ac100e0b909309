// Releases a thread's block in the destructor of a pthread key, in the last of its rounds, because destructors of other
// keys may be instrumented code.
#include "runtime/lifecycle/threads.h"

#include "runtime/backend/drain.h"
#include "runtime/backend/writer.h"
#include "runtime/base/sys.h"
#include "runtime/base/uninterrupted.h"
#include "runtime/core/record.h"
#include "runtime/frontend/folded_calls.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/state.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>

namespace telinject {

namespace {

constinit pthread_key_t key = 0;
#if defined(__SANITIZE_THREAD__) // ThreadSanitizer itself detaches the thread in the last round
constexpr int last_round = PTHREAD_DESTRUCTOR_ITERATIONS - 1;
#else
constexpr int last_round = PTHREAD_DESTRUCTOR_ITERATIONS;
#endif

void thread_ends(void *block) {
  Thread *t = static_cast<Thread *>(block);
  if (current_thread != t)
    return; // another thread already has the block, in a forked child
  if (++t->ending_rounds < last_round && pthread_setspecific(key, t) == 0)
    return;
  t->mark_busy(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
  if (telemetry_is_on()) {
    end_fibers(t);
    close_all_spans(t, t, record_abandoned);
    write_all_unattributed(t, t);
    if (is_synchronous()) {
      Patience patience = Patience::while_moving();
      writer.flush_all(patience);
    }
  }
  t->busy.store(0, std::memory_order_relaxed);
  end_thread(t);
  if (sys::thread_id() == sys::process_id()) // the main thread arrives here only by pthread_exit
    writer.stop();
}

} // namespace

bool threads_start() {
  return pthread_key_create(&key, thread_ends) == 0;
}

Thread *register_thread() {
  const Uninterrupted uninterrupted;
  Thread *t = begin_thread(config.ring_bytes);
  if (t) {
    t->mark_busy(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
    pthread_setspecific(key, t); // may allocate: `busy` rejects events of an instrumented allocator
    drain.prepare_file();
    t->busy.store(0, std::memory_order_relaxed);
  }
  return t;
}

} // namespace telinject
