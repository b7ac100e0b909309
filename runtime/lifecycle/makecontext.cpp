// makecontext by its name, for the dynamic linker.  In the shared library only: a fully static program has no other one
// left to be called (context_hooks.cpp).
#if defined(__x86_64__)
asm(R"(
  .text
  .globl makecontext
  .type makecontext, @function
makecontext:
  .cfi_startproc
  endbr64
  jmp telinject_i_makecontext
  .cfi_endproc
  .size makecontext, .-makecontext
)");
#elif defined(__aarch64__)
asm(R"(
  .text
  .globl makecontext
  .type makecontext, %function
makecontext:
  .cfi_startproc
  b telinject_i_makecontext
  .cfi_endproc
  .size makecontext, .-makecontext
)");
#endif
