// Direct system calls: they leave errno unchanged, are not cancellation points, and do not call functions of libc,
// which the program may have replaced with its own (instrumented) ones.  Each returns the kernel's result: -E... on
// error.  Async-signal-safe, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <sys/syscall.h>
#include <time.h>

namespace telinject::sys {

inline long call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) {
#if defined(__x86_64__)
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  long result;
  asm volatile("syscall"
               : "=a"(result)
               : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  register long x5 asm("x5") = f;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
#else
#error "telinject: no system call sequence for this processor; add one above"
#endif
}

template <class T> long as_long(T *p) {
  return static_cast<long>(reinterpret_cast<std::uintptr_t>(p));
}

inline bool failed(long result) {
  return result < 0 && result > -4096;
}

inline void pause() {
#if defined(__x86_64__)
  asm volatile("pause");
#else
  asm volatile("yield");
#endif
}

inline int process_id() {
  return static_cast<int>(call(SYS_getpid));
}
inline int thread_id() {
  return static_cast<int>(call(SYS_gettid));
}
// thread: of this process.
inline bool thread_is_gone(int thread) {
  constexpr long no_such_thread = -3; // ESRCH
  return call(SYS_tgkill, process_id(), thread, 0) == no_such_thread;
}
inline long write(int fd, const void *data, std::size_t size) {
  return call(SYS_write, fd, as_long(data), static_cast<long>(size));
}
inline long read(int fd, void *data, std::size_t size) {
  return call(SYS_read, fd, as_long(data), static_cast<long>(size));
}
inline long open(const char *path, int flags, int mode = 0) {
  constexpr long current_folder = -100; // AT_FDCWD
  return call(SYS_openat, current_folder, as_long(path), flags, mode);
}
inline long close(int fd) {
  return call(SYS_close, fd);
}

// Maps private, anonymous, zeroed memory; null if there is none.  extra: additional MAP_ flags.
void *map(std::size_t size, int extra = 0);

// Sleeps at most `ns` nanoseconds while *word is `seen`.
void futex_wait(const void *word, std::uint32_t seen, std::int64_t ns);
void futex_wake_all(const void *word);
void sleep_ns(std::int64_t ns);

// Returns CLOCK_MONOTONIC in nanoseconds.
std::int64_t monotonic_ns();

} // namespace telinject::sys
