// The functions that instrumented code calls.  On x86-64 they keep all general registers but the one of a result, so
// that the code around a hook, which hardly ever runs, keeps its values where they are (ADR 15).
#include "hook_bodies.h"
#include "state.h"
#include "thread_ring.h"

#include <cstddef>
#include <telinject/telinject.h>

using namespace telinject;

#if defined(__x86_64__)

// The frame of an entry, below the saved rbp, by the name that the assembler has for each place.
//   -8    what al said of vector registers, then rax    -16 r10    -24 r11
//   -48   a va_list (variadic ones)
//   -224  the registers that arguments come in, in the order of a va_list's save area: rdi … r9, xmm0 … xmm7
asm(R"(
.macro telinject_begin_frame bytes
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  subq $\bytes, %rsp
  andq $-16, %rsp
  movq %r10, -16(%rbp)
  movq %r11, -24(%rbp)
  movq %rdi, -224(%rbp)
  movq %rsi, -216(%rbp)
  movq %rdx, -208(%rbp)
  movq %rcx, -200(%rbp)
  movq %r8, -192(%rbp)
  movq %r9, -184(%rbp)
.endm

.macro telinject_end_frame
  movq -224(%rbp), %rdi
  movq -216(%rbp), %rsi
  movq -208(%rbp), %rdx
  movq -200(%rbp), %rcx
  movq -192(%rbp), %r8
  movq -184(%rbp), %r9
  movq -16(%rbp), %r10
  movq -24(%rbp), %r11
  leave
  .cfi_def_cfa %rsp, 8
  .cfi_restore %rbp
  ret
.endm

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

# As many arguments as there are, up to two, stay where they are; the third is the frame.
.macro telinject_entry name, has_result
  telinject_begin_function \name
  telinject_begin_frame 224
  movq %rax, -8(%rbp)
  movq %rbp, %rdx
  call telinject_i_do_\name
  .if \has_result == 0
  movq -8(%rbp), %rax
  .endif
  telinject_end_frame
  telinject_end_function \name
.endm

# The third is a va_list of what comes after the named ones, the fourth the frame.
.macro telinject_variadic_frame name, named, has_result, result
  testb %al, %al
  je 2f
  movups %xmm0, -176(%rbp)
  movups %xmm1, -160(%rbp)
  movups %xmm2, -144(%rbp)
  movups %xmm3, -128(%rbp)
  movups %xmm4, -112(%rbp)
  movups %xmm5, -96(%rbp)
  movups %xmm6, -80(%rbp)
  movups %xmm7, -64(%rbp)
2:
  movl $(8 * \named), -48(%rbp)
  movl $48, -44(%rbp)
  leaq 16(%rbp), %rdx
  movq %rdx, -40(%rbp)
  leaq -224(%rbp), %rdx
  movq %rdx, -32(%rbp)
  leaq -48(%rbp), %rdx
  movq %rbp, %rcx
  call telinject_i_do_\name
  .if \has_result == 0
  movq -8(%rbp), %rax
  .endif
  telinject_end_frame
.endm

.macro telinject_variadic_entry name, named
  telinject_begin_function \name
  telinject_begin_frame 224
  movq %rax, -8(%rbp)
  telinject_variadic_frame \name, \named, 0
  telinject_end_function \name
.endm

telinject_variadic_entry return, 2
telinject_entry leave, 0
telinject_entry loop, 1
telinject_entry iteration, 0
telinject_entry ends, 0
telinject_entry branch, 0
telinject_variadic_entry change, 2
telinject_entry try, 1
telinject_entry catch, 0
telinject_entry suspend, 1
telinject_entry resume, 0
telinject_entry drop, 0
)");

// In a trace that is sampled out nothing is told below its root: such calls are turned away before anything is saved.
// What al said waits below the stack pointer, where no signal handler writes.
static_assert(state_on == 2 && offsetof(Thread, muted_below) == 8);
asm(R"(
  telinject_begin_function enter
  movb %al, -16(%rsp)
  movq telinject_state@GOTPCREL(%rip), %rax
  cmpl $2, (%rax)
  jne 1f
  movq telinject_i_current_thread@gottpoff(%rip), %rax
  movq %fs:(%rax), %rax
  cmpq $15, %rax
  jbe 1f
  cmpq 8(%rax), %rsp
  jae 1f
  xorl %eax, %eax
  ret
1:
  telinject_begin_frame 224
  movb -8(%rbp), %al
  telinject_variadic_frame enter, 1, 1
  telinject_end_function enter
)");

#else

#define TELINJECT_FRAME reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0))

extern "C" {

int telinject_enter(const char *site, ...) {
  Arguments values;
  va_start(values.list, site);
  const int handle = telinject_i_do_enter(site, 0, values, TELINJECT_FRAME);
  va_end(values.list);
  return handle;
}
void telinject_return(int span, const char *code, ...) {
  Arguments values;
  va_start(values.list, code);
  telinject_i_do_return(span, code, values, TELINJECT_FRAME);
  va_end(values.list);
}
void telinject_leave(int span) {
  telinject_i_do_leave(span, 0, TELINJECT_FRAME);
}
int telinject_loop(int outer, const char *site) {
  return telinject_i_do_loop(outer, site, TELINJECT_FRAME);
}
void telinject_iteration(int loop) {
  telinject_i_do_iteration(loop, 0, TELINJECT_FRAME);
}
void telinject_ends(int loop, int way) {
  telinject_i_do_ends(loop, way, TELINJECT_FRAME);
}
void telinject_branch(int outer, const char *site) {
  telinject_i_do_branch(outer, site, TELINJECT_FRAME);
}
void telinject_change(int outer, const char *site, ...) {
  Arguments values;
  va_start(values.list, site);
  telinject_i_do_change(outer, site, values, TELINJECT_FRAME);
  va_end(values.list);
}
int telinject_try(int outer, const char *site) {
  return telinject_i_do_try(outer, site, TELINJECT_FRAME);
}
void telinject_catch(int attempt) {
  telinject_i_do_catch(attempt, 0, TELINJECT_FRAME);
}
void *telinject_suspend(void *coroutine, int span) {
  return telinject_i_do_suspend(coroutine, span, TELINJECT_FRAME);
}
void telinject_resume(void *coroutine) {
  telinject_i_do_resume(coroutine, 0, TELINJECT_FRAME);
}
void telinject_drop(void *coroutine) {
  telinject_i_do_drop(coroutine, 0, TELINJECT_FRAME);
}
}

#endif
