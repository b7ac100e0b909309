// The longer ones of the direct system calls: see sys.h.
#include "runtime/base/sys.h"

#include "runtime/base/kernel_clock.h"

#include <linux/futex.h>
#include <sys/mman.h>

namespace telinject::sys {

namespace {
timespec to_timespec(std::int64_t ns) {
  timespec t;
  t.tv_sec = static_cast<time_t>(ns / 1'000'000'000);
  t.tv_nsec = static_cast<long>(ns % 1'000'000'000);
  return t;
}
} // namespace

void *map(std::size_t size, int extra) {
#if defined(__SANITIZE_THREAD__) // so that it sees new memory instead of the memory that was mapped there before
  void *const seen = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | extra, -1, 0);
  return seen == MAP_FAILED ? nullptr : seen;
#endif
  const long p =
      call(SYS_mmap, 0, static_cast<long>(size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | extra, -1, 0);
  return failed(p) ? nullptr : reinterpret_cast<void *>(p);
}

void futex_wait(const void *word, std::uint32_t seen, std::int64_t ns) {
  const timespec t = to_timespec(ns);
  call(SYS_futex, as_long(word), FUTEX_WAIT_PRIVATE, static_cast<long>(seen), as_long(&t));
}

void futex_wake_all(const void *word) {
  call(SYS_futex, as_long(word), FUTEX_WAKE_PRIVATE, 0x7fffffff);
}

void sleep_ns(std::int64_t ns) {
  const timespec t = to_timespec(ns);
  call(SYS_nanosleep, as_long(&t), 0);
}

std::int64_t monotonic_ns() {
  return kernel_clock_ns(CLOCK_MONOTONIC);
}

} // namespace telinject::sys
