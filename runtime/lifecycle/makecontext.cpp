// Exports makecontext for the dynamic linker.  Only in the shared library: in a fully static program no original would
// be left to call (context_hooks.cpp).
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
