// What each function of <telinject/telinject.h> that instrumented code calls does (hooks.cpp), once its entry
// (hook_entries.cpp) has saved the program's registers.  Same arguments and results, and the entry's frame, in which
// the variadic ones find the rest of their arguments.
#pragma once

#include "runtime/frontend/values.h"

#include <cstddef>
#include <cstdint>

namespace telinject {

#if defined(__x86_64__)

// fast_hooks.cpp is asked first.  Without vector registers Clang refuses the long double of the public headers, and
// ThreadSanitizer's calls would change registers.
#if !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define TELINJECT_HAS_FAST_HOOKS
#endif

// The frame of an entry, from the lowest address on: what a variadic function keeps of its registers by the System V
// ABI, what else it saves, and what its caller left.
struct HookFrame {
  std::uint64_t words[6]; // rdi, rsi, rdx, rcx, r8, r9
  std::uint64_t reals[8][2];
  std::uint64_t kept[4]; // rax, r10, r11
  std::uint64_t rbp, return_address;
  // … and arguments on the stack.

  // As __builtin_frame_address(0) says in an ordinary function.
  std::uintptr_t address() const { return reinterpret_cast<std::uintptr_t>(&rbp); }
  std::uintptr_t caller() const { return return_address; }

  // The values behind so many named arguments.
  Arguments values(unsigned named) {
    Arguments a;
    as_state(a) = {named * 8, sizeof words, this + 1, reinterpret_cast<char *>(this)};
    return a;
  }
};
static_assert(offsetof(HookFrame, rbp) == 208 && sizeof(HookFrame) == 224);

#else

struct HookFrame {
  va_list list;
  std::uintptr_t frame_address, return_address;

  std::uintptr_t address() const { return frame_address; }
  std::uintptr_t caller() const { return return_address; }
  Arguments values(unsigned) {
    Arguments a;
    va_copy(a.list, list);
    return a;
  }
};

#endif

} // namespace telinject

extern "C" {

#pragma GCC visibility push(hidden)

int telinject_i_do_enter(int *word, const char *site, telinject::HookFrame *frame);
void telinject_i_do_return(int span, const char *code, telinject::HookFrame *frame);
void telinject_i_do_leave(int span, std::uintptr_t frame);
void telinject_i_do_finish();
int telinject_i_do_loop(int outer, const char *site, std::uintptr_t frame);
int telinject_i_do_iteration(int loop, std::uintptr_t frame);
void telinject_i_do_loop_exit(int loop, int exit_reason, std::uintptr_t frame);
int telinject_i_do_branch(int outer, const char *site, std::uintptr_t frame);
int telinject_i_do_change(int outer, const char *site, telinject::HookFrame *frame);
int telinject_i_do_try(int outer, const char *site, std::uintptr_t frame);
void telinject_i_do_catch(int attempt, std::uintptr_t frame);
int telinject_i_do_call(void *call, int outer, const char *how, const char *site, std::uintptr_t frame);
void telinject_i_do_argument(void *call, const char *code, long word, std::uintptr_t frame);
int telinject_i_do_returned(void *call, const char *code, long result, std::uintptr_t frame);
void telinject_i_do_called(void *call, std::uintptr_t frame);
void *telinject_i_do_suspend(void *coroutine, int span, std::uintptr_t frame);
void telinject_i_do_resume(void *coroutine, std::uintptr_t frame);
void telinject_i_do_drop(void *coroutine, std::uintptr_t frame);

#ifdef TELINJECT_HAS_FAST_HOOKS
// Telemetry is on (span_fast_path.h).  An event that is nothing special is done; others are turned down without an
// effect: -1, false.
#define TELINJECT_KEEPS_REGISTERS __attribute__((no_caller_saved_registers))
TELINJECT_KEEPS_REGISTERS int telinject_i_try_enter(const int *word, const char *site, std::uint64_t, std::uint64_t,
                                                    std::uint64_t, std::uint64_t);
TELINJECT_KEEPS_REGISTERS bool telinject_i_try_count(const int *word, const char *site);
TELINJECT_KEEPS_REGISTERS bool telinject_i_try_skip(const int *word, const char *site);
TELINJECT_KEEPS_REGISTERS bool telinject_i_try_return(int span, const char *code, std::uint64_t value);
TELINJECT_KEEPS_REGISTERS bool telinject_i_try_leave(int span);
TELINJECT_KEEPS_REGISTERS bool telinject_i_try_iteration(int loop);
TELINJECT_KEEPS_REGISTERS bool telinject_i_try_branch(int outer, const char *site);
TELINJECT_KEEPS_REGISTERS bool telinject_i_try_change(int outer, const char *site);
// flush_rendered, where the state asks for it.
TELINJECT_KEEPS_REGISTERS void telinject_i_finish(void);
#endif

// telinject_enter for the header's own function that stands between it and the instrumented one: whose frame and caller
// count is that function's.
int telinject_enter_list(int *word, const char *site, va_list list, void *own_frame, void *caller);

#pragma GCC visibility pop
}
