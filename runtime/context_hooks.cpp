// makecontext, which says where a stack is.  In the shared library only: a fully static program has no other
// makecontext left to be called from here.  There, and for stacks made in another way, their bounds are learned
// (fiber.h).
#include "fiber.h"
#include "span_path.h"
#include "state.h"

#include <cerrno>
#include <dlfcn.h>
#include <ucontext.h>

using namespace telinject;

// The arguments behind the third are passed on as they are, however many there are.
#if defined(__x86_64__)
asm(R"(
  .text
  .globl makecontext
  .type makecontext, @function
  .p2align 4
makecontext:
  .cfi_startproc
  endbr64
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  pushq %rdi
  pushq %rsi
  pushq %rdx
  pushq %rcx
  pushq %r8
  pushq %r9
  pushq %rax
  subq $8, %rsp
  call telinject_i_note_context
  movq %rax, %r11
  addq $8, %rsp
  popq %rax
  popq %r9
  popq %r8
  popq %rcx
  popq %rdx
  popq %rsi
  popq %rdi
  popq %rbp
  .cfi_def_cfa %rsp, 8
  .cfi_restore %rbp
  jmp *%r11
  .cfi_endproc
  .size makecontext, .-makecontext
)");
#elif defined(__aarch64__)
asm(R"(
  .text
  .globl makecontext
  .type makecontext, %function
  .p2align 4
makecontext:
  .cfi_startproc
  stp x29, x30, [sp, #-80]!
  .cfi_def_cfa_offset 80
  .cfi_offset 29, -80
  .cfi_offset 30, -72
  mov x29, sp
  stp x0, x1, [sp, #16]
  stp x2, x3, [sp, #32]
  stp x4, x5, [sp, #48]
  stp x6, x7, [sp, #64]
  bl telinject_i_note_context
  mov x16, x0
  ldp x0, x1, [sp, #16]
  ldp x2, x3, [sp, #32]
  ldp x4, x5, [sp, #48]
  ldp x6, x7, [sp, #64]
  ldp x29, x30, [sp], #80
  .cfi_restore 29
  .cfi_restore 30
  .cfi_def_cfa_offset 0
  br x16
  .cfi_endproc
  .size makecontext, .-makecontext
)");
#endif

namespace {

using MakeContext = void (*)(ucontext_t *, void (*)(), int, ...);

void make_no_context(ucontext_t *, void (*)(), int, ...) {}

__attribute__((noinline)) void note(const StackBounds &stack) {
  static const char nowhere[] = "";
  if (!telemetry_is_on())
    return;
  Thread *const t = enter_runtime(nowhere, reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)), 0);
  if (!t)
    return;
  note_new_stack(t, stack);
  leave_runtime(t);
}

} // namespace

extern "C" __attribute__((visibility("hidden"), used)) MakeContext telinject_i_note_context(const ucontext_t *context) {
  const int saved = errno;
  const auto real = reinterpret_cast<MakeContext>(dlsym(RTLD_NEXT, "makecontext"));
  const auto low = reinterpret_cast<std::uintptr_t>(context->uc_stack.ss_sp);
  if (low != 0 && context->uc_stack.ss_size != 0 && low + context->uc_stack.ss_size > low)
    note({low, low + context->uc_stack.ss_size});
  errno = saved;
  return real ? real : make_no_context;
}
