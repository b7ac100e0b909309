// Replaces system calls by which a thread gives up rights, or which only a single-threaded process may make.  For the
// latter the runtime's own thread stops temporarily.  A thread that installs a system call filter may be killed for any
// of the runtime's system calls: it records nothing from then on, and the writer does its work at the end of the
// process.
#include "runtime/backend/last_thread.h"
#include "runtime/backend/writer.h"
#include "runtime/base/sys.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/thread_ring.h"
#include "runtime/lifecycle/threads.h"
#include "runtime/sinks/patience.h"

#include <cerrno>
#include <cstdarg>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>

#define TELINJECT_REPLACES extern "C" __attribute__((visibility("default")))

namespace telinject {

namespace {

long result_of(long answer) {
  if (!sys::failed(answer))
    return answer;
  errno = static_cast<int>(-answer);
  return -1;
}

// Writes everything before the call.  all_threads: the filter applies to the writer too, so telemetry ends.
long confine(bool all_threads, long number, long a, long b, long c, long d, long e) {
  if (load_state() == state_off) {
    write_summary_only();
    return sys::call(number, a, b, c, d, e);
  }
  if (!telemetry_is_on()) { // no event yet, and this thread will cause none
    Thread *const before = current_thread;
    current_thread = thread_confined;
    const long answer = sys::call(number, a, b, c, d, e);
    if (answer != 0)
      current_thread = before;
    return answer;
  }
  if (!owns_memory())
    return sys::call(number, a, b, c, d, e);
  Patience patience = Patience::bounded();
  writer.flush_all(patience);
  Thread *const before = current_thread;
  if (all_threads) {
    writer.stop();
    writer.flush_all(patience);
  }
  current_thread = thread_confined;
  const long answer = sys::call(number, a, b, c, d, e);
  if (answer != 0 && !all_threads)
    current_thread = before;
  else if (all_threads)
    switch_off();
  return answer;
}

bool confines(long option, long value) {
  return option == PR_SET_SECCOMP || (option == PR_SET_TSC && value == PR_TSC_SIGSEGV);
}

long call_prctl(long option, long a, long b, long c, long d) {
  return confines(option, a) ? confine(false, SYS_prctl, option, a, b, c, d) : sys::call(SYS_prctl, option, a, b, c, d);
}

long call_seccomp(long operation, long flags, long program) {
  if (operation != SECCOMP_SET_MODE_STRICT && operation != SECCOMP_SET_MODE_FILTER)
    return sys::call(SYS_seccomp, operation, flags, program);
  const bool all_threads = operation == SECCOMP_SET_MODE_FILTER && (flags & SECCOMP_FILTER_FLAG_TSYNC) != 0;
  return confine(all_threads, SYS_seccomp, operation, flags, program, 0, 0);
}

// Flags that a process of several threads may use too are passed straight to the system call.
long call_unshare(long flags) {
  constexpr long single_thread_flags = CLONE_NEWUSER | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM;
  if ((flags & single_thread_flags) == 0)
    return sys::call(SYS_unshare, flags);
  const WriterPause pause;
  return sys::call(SYS_unshare, flags);
}

long call_setns(long descriptor, long kind) {
  const WriterPause pause;
  return sys::call(SYS_setns, descriptor, kind);
}

} // namespace

} // namespace telinject

using namespace telinject;

// Handles the numbers listed below; no others arrive here.
extern "C" __attribute__((visibility("hidden"))) long telinject_i_syscall(long number, long a, long b, long c, long d,
                                                                          long e, long f) {
  switch (number) {
  case SYS_prctl:
    return result_of(call_prctl(a, b, c, d, e));
  case SYS_seccomp:
    return result_of(call_seccomp(a, b, c));
  case SYS_unshare:
    return result_of(call_unshare(a));
  case SYS_setns:
    return result_of(call_setns(a, b));
  case SYS_exit:
    if (!config.has_writer && current_thread != thread_confined && is_only_thread_of_process())
      end_process();
    break;
  case SYS_exit_group:
    end_process();
    break;
  default:
    break;
  }
  return result_of(sys::call(number, a, b, c, d, e, f));
}

TELINJECT_REPLACES int unshare(int flags) noexcept {
  return static_cast<int>(result_of(call_unshare(flags)));
}
TELINJECT_REPLACES int setns(int descriptor, int kind) noexcept {
  return static_cast<int>(result_of(call_setns(descriptor, kind)));
}
TELINJECT_REPLACES int prctl(int option, ...) noexcept {
  va_list list;
  va_start(list, option);
  const long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long), d = va_arg(list, long);
  va_end(list);
  return static_cast<int>(result_of(call_prctl(option, a, b, c, d)));
}

#if defined(__x86_64__)

// Same as the C library's syscall, which does not touch the stack, except for a few numbers.
static_assert(SYS_exit == 60 && SYS_prctl == 157 && SYS_seccomp == 317 && SYS_unshare == 272 && SYS_setns == 308 &&
              SYS_exit_group == 231);
asm(R"(
  .text
  .globl syscall
  .type syscall, @function
  .p2align 4
syscall:
  .cfi_startproc
  endbr64
  cmpq $60, %rdi
  je 1f
  cmpq $157, %rdi
  je 1f
  cmpq $231, %rdi
  je 1f
  cmpq $272, %rdi
  je 1f
  cmpq $308, %rdi
  je 1f
  cmpq $317, %rdi
  je 1f
  movq %rdi, %rax
  movq %rsi, %rdi
  movq %rdx, %rsi
  movq %rcx, %rdx
  movq %r8, %r10
  movq %r9, %r8
  movq 8(%rsp), %r9
  syscall
  cmpq $-4095, %rax
  jae 2f
  ret
1:
  jmp telinject_i_syscall
2:
  movq %rax, %rdi
  jmp telinject_i_failed
  .cfi_endproc
  .size syscall, .-syscall
)");
extern "C" __attribute__((visibility("hidden"))) long telinject_i_failed(long answer) {
  return result_of(answer);
}

#else

TELINJECT_REPLACES long syscall(long number, ...) noexcept {
  va_list list;
  va_start(list, number);
  long words[6];
  for (long &word : words)
    word = va_arg(list, long);
  va_end(list);
  return telinject_i_syscall(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

#endif
