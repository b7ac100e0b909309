// Switching to another stack and back: see runtime_stack.h.
#include "runtime/base/runtime_stack.h"

#include "runtime/base/sys.h"

#include <sys/auxv.h>
#include <sys/mman.h>

// The frame pointer holds where the caller's stack is, so that unwinders find it.
#if defined(__x86_64__)
asm(R"(
  .text
  .globl telinject_i_call_on_stack
  .hidden telinject_i_call_on_stack
  .type telinject_i_call_on_stack, @function
telinject_i_call_on_stack:
  .cfi_startproc
  endbr64
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  movq %rdx, %rsp
  movq %rdi, %rax
  movq %rsi, %rdi
  call *%rax
  movq %rbp, %rsp
  popq %rbp
  .cfi_def_cfa %rsp, 8
  ret
  .cfi_endproc
  .size telinject_i_call_on_stack, .-telinject_i_call_on_stack
)");
#elif defined(__aarch64__)
asm(R"(
  .text
  .globl telinject_i_call_on_stack
  .hidden telinject_i_call_on_stack
  .type telinject_i_call_on_stack, %function
telinject_i_call_on_stack:
  .cfi_startproc
  stp x29, x30, [sp, #-16]!
  .cfi_def_cfa_offset 16
  .cfi_offset 29, -16
  .cfi_offset 30, -8
  mov x29, sp
  .cfi_def_cfa_register 29
  mov sp, x2
  mov x9, x0
  mov x0, x1
  blr x9
  mov sp, x29
  .cfi_def_cfa_register 31
  ldp x29, x30, [sp], #16
  .cfi_def_cfa_offset 0
  ret
  .cfi_endproc
  .size telinject_i_call_on_stack, .-telinject_i_call_on_stack
)");
#endif

namespace telinject {

namespace {
constexpr std::size_t page = 4096;
} // namespace

bool RuntimeStack::is_near_start_of_process() {
  constexpr std::uintptr_t near = 128 * 1024;
  const std::uintptr_t top = getauxval(AT_RANDOM); // the kernel puts it above what the process starts with
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  return here < top && top - here < near;
}

bool RuntimeStack::map() {
  if (low_)
    return true;
  low_ = static_cast<char *>(sys::map(size, MAP_NORESERVE));
  if (low_)
    sys::call(SYS_mprotect, sys::as_long(low_), page, PROT_NONE);
  return low_ != nullptr;
}

void RuntimeStack::unmap() {
  if (low_)
    sys::call(SYS_munmap, sys::as_long(low_), static_cast<long>(size));
  low_ = nullptr;
}

} // namespace telinject
