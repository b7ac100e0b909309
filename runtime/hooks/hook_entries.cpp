// The functions that instrumented code calls.  On x86-64 they keep all general registers but the one of a result, so
// that the code around a hook, which hardly ever runs, can keep its values where they are (docs/adr/0015).
#include "runtime/frontend/state.h"
#include "runtime/frontend/thread_ring.h"
#include "runtime/hooks/hook_bodies.h"

#include <telinject/telinject.h>

using namespace telinject;

#if defined(__x86_64__)

// Do the entries of a function's three hooks ask fast_hooks.cpp first?
#ifdef TELINJECT_HAS_FAST_HOOKS
asm(".set telinject_tries, 1");
#else
asm(".set telinject_tries, 0");
#endif

// Each has a HookFrame, whose rbp is where the register points.  A hook with a result does not keep rax.
asm(R"(
.macro telinject_begin_function name
  .text
  .globl telinject_\name
  .type telinject_\name, @function
  .p2align 5
telinject_\name:
  .cfi_startproc
  endbr64
.endm

.macro telinject_end_function name
  .cfi_endproc
  .size telinject_\name, .-telinject_\name
.endm

# A register's place in the frame; save: 0 restores it.
.macro telinject_word register, place, save
  .if \save
  movq \register, \place(%rbp)
  .else
  movq \place(%rbp), \register
  .endif
.endm

.macro telinject_words has_result, save
  .if \has_result == 0
  telinject_word %rax, -32, \save
  .endif
  telinject_word %r10, -24, \save
  telinject_word %r11, -16, \save
  telinject_word %rdi, -208, \save
  telinject_word %rsi, -200, \save
  telinject_word %rdx, -192, \save
  telinject_word %rcx, -184, \save
  telinject_word %r8, -176, \save
  telinject_word %r9, -168, \save
.endm

.macro telinject_save has_result
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  subq $208, %rsp
  andq $-16, %rsp
  telinject_words \has_result, 1
.endm

.macro telinject_restore has_result
  telinject_words \has_result, 0
  leave
  .cfi_def_cfa %rsp, 8
  .cfi_restore %rbp
  ret
.endm

# Goes on at 1 with the stack as it was, unless telemetry is on; the program's rax is on the stack.  muted: where to
# go in a trace that is sampled out, which has no events below its root, if that is on the same stack.
.macro telinject_begin_plain muted=
  pushq %rax
  .cfi_def_cfa_offset 16
  movq telinject_i_current_thread@gottpoff(%rip), %rax
  movq %fs:(%rax), %rax
  cmpq $15, %rax
  jbe 1f
  .ifnb \muted
  cmpq 8(%rax), %rsp
  jb \muted
  .endif
  movq telinject_state@GOTPCREL(%rip), %rax
  cmpl $2, (%rax)
  jne 1f
.endm

.macro telinject_else_general
1:
  .cfi_def_cfa_offset 16
  popq %rax
  .cfi_def_cfa_offset 8
.endm

# has_result: the hook returns its first argument, as it does for an event that is nothing special.
.macro telinject_try name, has_result
  telinject_begin_plain
  call telinject_i_try_\name
  testb %al, %al
  je 1f
  popq %rax
  .cfi_def_cfa_offset 8
  .if \has_result
  movl %edi, %eax
  .endif
  ret
  telinject_else_general
.endm

# tries: fast_hooks.cpp first.  The register behind those of the arguments gets the frame.
.macro telinject_entry name, has_result, register, tries=0
  telinject_begin_function \name
  .if \tries
  telinject_try \name, \has_result
  .endif
  telinject_save \has_result
  movq %rbp, \register
  call telinject_i_do_\name
  telinject_restore \has_result
  telinject_end_function \name
.endm

.macro telinject_call_with_frame name, register
  testb %al, %al
  jne 3f
2:
  leaq -208(%rbp), \register
  call telinject_i_do_\name
.endm

.macro telinject_save_reals
  .cfi_def_cfa %rbp, 16
  .cfi_offset %rbp, -16
3:
  .irp number, 0, 1, 2, 3, 4, 5, 6, 7
  movups %xmm\number, -160+16*\number(%rbp)
  .endr
  jmp 2b
.endm

.macro telinject_variadic_entry name, has_result, tries=0
  telinject_begin_function \name
  .if \tries
  telinject_try \name, \has_result
  .endif
  telinject_save \has_result
  telinject_call_with_frame \name, %rdx
  telinject_restore \has_result
  telinject_save_reals
  telinject_end_function \name
.endm

telinject_variadic_entry return, 0, telinject_tries
telinject_entry leave, 0, %rsi, telinject_tries
telinject_entry loop, 1, %rdx
telinject_entry iteration, 1, %rsi, telinject_tries
telinject_entry loop_exit, 0, %rdx
telinject_entry branch, 1, %rdx, telinject_tries
telinject_variadic_entry change, 1, telinject_tries
telinject_entry try, 1, %rdx
telinject_entry catch, 0, %rsi
telinject_entry call, 1, %r8
telinject_entry argument, 0, %rcx
telinject_entry returned, 1, %rcx
telinject_entry called, 0, %rsi
telinject_entry suspend, 1, %rdx
telinject_entry resume, 0, %rsi
telinject_entry drop, 0, %rsi
)");

// An event with a value in a vector register is not a plain one.
// With rax pushed the stack pointer stands where a frame's rbp is saved, which is what identifies a span's frame.
// In a trace that is sampled out a call is looked at if its site has the mark of a root, or if it is time to look for
// other roots (roots.h).
static_assert(state_on == 2 && offsetof(Thread, unsampled_frame_limit) == 8 && offsetof(Thread, stack) == 24 &&
              offsetof(Thread, calls_until_root_search) == 40);
asm(R"(
  telinject_begin_function enter
  telinject_begin_plain 4f
  .if telinject_tries
  call telinject_i_try_count
  testb %al, %al
  jne 5f
  cmpb $0, (%rsp)
  jne 1f
  call telinject_i_try_enter
  testl %eax, %eax
  js 1f
  addq $8, %rsp
  .cfi_def_cfa_offset 8
  ret
  .else
  jmp 1f
  .endif
4:
  .cfi_def_cfa_offset 16
  cmpq 24(%rax), %rsp
  jb 1f
  cmpb $'^', (%rsi)
  je 1f
  decl 40(%rax)
  jns 5f
  .if telinject_tries
  call telinject_i_try_skip
  testb %al, %al
  je 1f
  .else
  jmp 1f
  .endif
5:
  popq %rax
  .cfi_def_cfa_offset 8
  xorl %eax, %eax
  ret
  telinject_else_general
  telinject_save 1
  telinject_call_with_frame enter, %rdx
  telinject_restore 1
  telinject_save_reals
  telinject_end_function enter

.type telinject_i_finish, @function
.hidden telinject_i_finish
.globl telinject_i_finish
telinject_i_finish:
  .cfi_startproc
  telinject_save 0
  call telinject_i_do_finish
  telinject_restore 0
  .cfi_endproc
  .size telinject_i_finish, .-telinject_i_finish
)");

#else

extern "C" {

// Macros: the frame and the caller are those of the function that they stand in.
#define TELINJECT_OWN_FRAME reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0))
#define TELINJECT_FRAME(FRAME, LAST) \
  HookFrame FRAME; \
  va_start(FRAME.list, LAST); \
  FRAME.frame_address = TELINJECT_OWN_FRAME; \
  FRAME.return_address = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0))

int telinject_enter(int *word, const char *site, ...) {
  TELINJECT_FRAME(frame, site);
  const int handle = telinject_i_do_enter(word, site, &frame);
  va_end(frame.list);
  return handle;
}
void telinject_return(int span, const char *code, ...) {
  TELINJECT_FRAME(frame, code);
  telinject_i_do_return(span, code, &frame);
  va_end(frame.list);
}
void telinject_leave(int span) {
  telinject_i_do_leave(span, TELINJECT_OWN_FRAME);
}
int telinject_loop(int outer, const char *site) {
  return telinject_i_do_loop(outer, site, TELINJECT_OWN_FRAME);
}
int telinject_iteration(int loop) {
  return telinject_i_do_iteration(loop, TELINJECT_OWN_FRAME);
}
void telinject_loop_exit(int loop, int exit_reason) {
  telinject_i_do_loop_exit(loop, exit_reason, TELINJECT_OWN_FRAME);
}
int telinject_branch(int outer, const char *site) {
  return telinject_i_do_branch(outer, site, TELINJECT_OWN_FRAME);
}
int telinject_change(int outer, const char *site, ...) {
  TELINJECT_FRAME(frame, site);
  const int guard = telinject_i_do_change(outer, site, &frame);
  va_end(frame.list);
  return guard;
}
int telinject_try(int outer, const char *site) {
  return telinject_i_do_try(outer, site, TELINJECT_OWN_FRAME);
}
void telinject_catch(int attempt) {
  telinject_i_do_catch(attempt, TELINJECT_OWN_FRAME);
}
int telinject_call(void *call, int outer, const char *how, const char *site) {
  return telinject_i_do_call(call, outer, how, site, TELINJECT_OWN_FRAME);
}
void telinject_argument(void *call, const char *code, long word) {
  telinject_i_do_argument(call, code, word, TELINJECT_OWN_FRAME);
}
int telinject_returned(void *call, const char *code, long result) {
  return telinject_i_do_returned(call, code, result, TELINJECT_OWN_FRAME);
}
void telinject_called(void *call) {
  telinject_i_do_called(call, TELINJECT_OWN_FRAME);
}
void *telinject_suspend(void *coroutine, int span) {
  return telinject_i_do_suspend(coroutine, span, TELINJECT_OWN_FRAME);
}
void telinject_resume(void *coroutine) {
  telinject_i_do_resume(coroutine, TELINJECT_OWN_FRAME);
}
void telinject_drop(void *coroutine) {
  telinject_i_do_drop(coroutine, TELINJECT_OWN_FRAME);
}
}

#endif
