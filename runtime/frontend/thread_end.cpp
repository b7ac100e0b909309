// Detects whether a cancelled thread is being unwound (thread_end.h).  A cancelled thread runs the same clean-ups as a
// function that returns, and no symbol of the C library can be replaced to observe the start of unwinding.  glibc sets
// a bit in the thread's descriptor (EXITING_BIT of cancelhandling) and publishes the offset of that word for the thread
// debugging library (_thread_db_pthread_cancelhandling).  Other C libraries do not: there the exits of cancelled
// threads look like returns without a value.
#include "runtime/frontend/thread_end.h"

#include "runtime/base/c_library.h"
#include "runtime/frontend/state.h"

#include <cerrno>
#include <dlfcn.h>

namespace telinject {

namespace {

// Layout of the symbols that libthread_db reads: size in bits, number of elements, offset.
struct DescriptorField {
  std::uint32_t bits, count, offset;
};
constexpr int exiting_bit = 0x10;

constinit std::atomic<std::uint32_t> cancel_word{0}; // offset in the descriptor; 0: unknown
constinit std::atomic<bool> cancellation_used{false};

bool is_unwinding(const Thread *t) {
  const std::uint32_t offset = cancel_word.load(std::memory_order_relaxed);
  return offset != 0 &&
         (__atomic_load_n(reinterpret_cast<const int *>(t->handle + offset), __ATOMIC_RELAXED) & exiting_bit) != 0;
}

void find_cancel_word() {
  const void *const found = library_find(RTLD_DEFAULT, "_thread_db_pthread_cancelhandling");
  const auto *const field = static_cast<const DescriptorField *>(found);
  if (field && field->bits == 32 && field->offset < 64 * 1024)
    cancel_word.store(field->offset, std::memory_order_relaxed);
}

} // namespace

ThreadEnd first_thread_end() {
  return cancellation_used.load(std::memory_order_relaxed) ? ThreadEnd::may_be_cancelled : ThreadEnd::none;
}

bool is_ending(const Thread *t) {
  return t->flags.end == ThreadEnd::exiting || (t->flags.end == ThreadEnd::may_be_cancelled && is_unwinding(t));
}

void note_cancellation(std::uintptr_t handle) {
  if (!cancellation_used.exchange(true, std::memory_order_relaxed)) {
    const int saved = errno;
    find_cancel_word();
    errno = saved;
  }
  for (Thread *t = first_thread(); t; t = t->next) {
    ThreadEnd none = ThreadEnd::none;
    if (t->handle == handle && t->status.load(std::memory_order_acquire) == ThreadStatus::live)
      __atomic_compare_exchange_n(&t->flags.end, &none, ThreadEnd::may_be_cancelled, false, __ATOMIC_RELAXED,
                                  __ATOMIC_RELAXED);
  }
}

} // namespace telinject
