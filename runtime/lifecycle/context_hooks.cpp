// Replaces the functions that create contexts, to learn where a stack lies: makecontext, and Boost.Context's
// make_fcontext if that is in a shared library.  They are replaced in the import tables of the modules loaded when
// telemetry starts; modules loaded later bind to the makecontext in makecontext.cpp.  The bounds of other stacks are
// learned (fiber.h).
#include "runtime/base/c_library.h"
#include "runtime/base/import_slots.h"
#include "runtime/frontend/fiber.h"
#include "runtime/frontend/span_fast_path.h"
#include "runtime/frontend/state.h"
#include "runtime/lifecycle/threads.h"

#include <cerrno>
#include <dlfcn.h>
#include <ucontext.h>

using namespace telinject;

// Passes the arguments after the third on unchanged, whatever their number.
#if defined(__x86_64__)
asm(R"(
  .text
  .globl telinject_i_makecontext
  .hidden telinject_i_makecontext
  .type telinject_i_makecontext, @function
  .p2align 4
telinject_i_makecontext:
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
  .size telinject_i_makecontext, .-telinject_i_makecontext
)");
#elif defined(__aarch64__)
asm(R"(
  .text
  .globl telinject_i_makecontext
  .hidden telinject_i_makecontext
  .type telinject_i_makecontext, %function
  .p2align 4
telinject_i_makecontext:
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
  .size telinject_i_makecontext, .-telinject_i_makecontext
)");
#endif

extern "C" {
// Absent from a fully static program.
__attribute__((visibility("hidden"))) void telinject_i_makecontext();
}

namespace {

using MakeContext = void (*)(ucontext_t *, void (*)(), int, ...);
using MakeBoostContext = void *(*)(void *, std::size_t, void *);

constinit std::atomic<MakeBoostContext> real_make_fcontext{nullptr};

void make_no_context(ucontext_t *, void (*)(), int, ...) {}

__attribute__((noinline)) void note_context_stack(const StackBounds &stack) {
  static const char nowhere[] = "";
  if (!telemetry_is_on() || stack.low == 0 || stack.low >= stack.high)
    return;
  Thread *const t = enter_runtime(nowhere, reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)), 0);
  if (!t)
    return;
  note_new_stack(t, stack);
  leave_runtime(t);
}

// top: the end of the stack.
void *make_fcontext(void *top, std::size_t size, void *function) {
  const int saved = errno;
  const auto high = reinterpret_cast<std::uintptr_t>(top);
  note_context_stack({high - size, high});
  errno = saved;
  return real_make_fcontext.load(std::memory_order_relaxed)(top, size, function);
}

} // namespace

// Returns the function to call for makecontext.
extern "C" __attribute__((visibility("hidden"), used)) MakeContext telinject_i_note_context(const ucontext_t *context) {
  const int saved = errno;
  const auto real = reinterpret_cast<MakeContext>(library_find(RTLD_NEXT, "makecontext"));
  const auto low = reinterpret_cast<std::uintptr_t>(context->uc_stack.ss_sp);
  note_context_stack({low, low + context->uc_stack.ss_size});
  errno = saved;
  return real ? real : make_no_context;
}

void telinject::context_hooks_start() {
  if (is_static_program())
    return;
  ImportHook hooks[2];
  std::size_t count = 0;
  if (is_imported("makecontext"))
    hooks[count++] = {"makecontext", reinterpret_cast<void *>(telinject_i_makecontext)};
  if (void *const real = is_imported("make_fcontext") ? library_find(RTLD_DEFAULT, "make_fcontext") : nullptr) {
    real_make_fcontext.store(reinterpret_cast<MakeBoostContext>(real), std::memory_order_relaxed);
    hooks[count++] = {"make_fcontext", reinterpret_cast<void *>(make_fcontext)};
  }
  replace_imports(hooks, count, nullptr);
}
