/* late_binding.h: late binding.  Lets an object find the runtime at its first event, if its link does not know of telinject
 * (a compiler launcher sees compiles only).  Used if TELINJECT_RUNTIME names the runtime's shared library, which
 * `telinject cc` and the tree of `telinject --out` define; otherwise a program links with -ltelinject.
 *
 * Each program and shared object has one telinject_i_link, merged from all its objects.  No library is loaded unless a
 * link or the environment asks for telemetry (load.h).
 */
#ifndef TELINJECT_LATE_BINDING_H
#define TELINJECT_LATE_BINDING_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#ifndef TELINJECT_I_IN_RUNTIME
#include <telinject/detail/thread_marks.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define TELINJECT_I_MERGED __attribute__((__weak__, __visibility__("hidden")))

/* The program may have a #pragma pack open.  GCC's -fpack-struct overrides the pragma below, so no member needs padding
 * before it, and the alignment is given explicitly. */
#pragma pack(push, 16)

struct __attribute__((__aligned__(8))) telinject_i_calls {
  int telinject_i_state;     /* as telinject_state */
  unsigned telinject_i_size; /* bytes of this struct in the object */
#define TELINJECT_I_HOOK(KEEPS, RESULT, NAME, PARAMETERS) RESULT(*telinject_i_##NAME) PARAMETERS;
#include <telinject/detail/hooks.def>
  const int *telinject_i_asleep; /* telinject_asleep; at first two words that nothing is compared with */
  const char *telinject_i_build; /* build information ("version=1a2b3c4 …"), or null */
  /* Address of the object's __dso_handle, with which it registers static destructors; the handle is null in a program.
   * The runtime registers with it to be called before a shared object is unloaded.  Null: the object has no start
   * files. */
  void *const *telinject_i_handle;
};

/* Decides whether telemetry is on and fills in the members of the link.  site: the site of the object's first event.
 * Any thread.  Weak: null if the runtime is not loaded. */
typedef void (*telinject_i_bind_function)(struct telinject_i_calls *, const char *);
#ifdef TELINJECT_I_IN_RUNTIME
#define TELINJECT_I_WEAK
#else
#define TELINJECT_I_WEAK __attribute__((__weak__))
#endif
extern TELINJECT_I_WEAK TELINJECT_I_API void telinject_bind(struct telinject_i_calls *telinject_link,
                                                            const char *telinject_site);

#ifndef TELINJECT_I_IN_RUNTIME

#include <telinject/detail/load.h>

/* Build information, defined if the unit of main was compiled with TELINJECT_BUILD; an undefined weak name is null. */
extern TELINJECT_I_MERGED const char telinject_i_build_text[];
#ifdef TELINJECT_BUILD
const char telinject_i_build_text[] = TELINJECT_BUILD;
#endif

/* On x86-64 the runtime's functions keep all general registers, which kept_calls.h relies on, so the first call has to
 * keep them too.  An object whose compiler cannot generate such a function uses a separate link. */
#if defined(__x86_64__) && defined(__LP64__) && defined(__ELF__) && (defined(__clang__) || __GNUC__ >= 8)
#define TELINJECT_I_KEEPS
#else
#define telinject_i_link telinject_i_link_plain
#define telinject_i_first telinject_i_first_plain
#endif

extern TELINJECT_I_MERGED struct telinject_i_calls telinject_i_link;

/* Defined by the start files (crtbegin). */
extern TELINJECT_I_MERGED void *const telinject_i_object_handle __asm__("__dso_handle");

/* -finstrument-functions must not instrument the functions below: they are not the program's. */

/* Finds the runtime, which fills in the link.  Has the parameters of telinject_enter.  Returns 0 if no event is to be
 * recorded. */
TELINJECT_I_MERGED __attribute__((__used__, __no_instrument_function__)) int telinject_i_begin(int *, const char *);

/* Loading the runtime may call an allocator that is itself instrumented; events in that call are dropped. */
extern TELINJECT_I_MERGED struct telinject_i_marks telinject_i_binding;
TELINJECT_I_MERGED struct telinject_i_marks telinject_i_binding = {{0}};

TELINJECT_I_MERGED int telinject_i_begin(int *telinject_i_word, const char *telinject_i_site) {
  TELINJECT_I_ALIGN_STACK;
  const int telinject_i_slot = telinject_i_mark(&telinject_i_binding);
  (void)telinject_i_word;
  if (telinject_i_slot < 0)
    return 0;
  if (telinject_bind) {
    telinject_bind(&telinject_i_link, telinject_i_site);
  } else {
    const telinject_i_bind_function telinject_i_binder = telinject_i_load();
    if (telinject_i_binder)
      telinject_i_binder(&telinject_i_link, telinject_i_site);
    else
      __atomic_store_n(&telinject_i_link.telinject_i_state, 0, __ATOMIC_RELAXED);
  }
  telinject_i_unmark(&telinject_i_binding, telinject_i_slot);
  return __atomic_load_n(&telinject_i_link.telinject_i_state, __ATOMIC_ACQUIRE) != 0;
}

/* The initial value of telinject_i_enter, called at the object's first event. */
#ifdef TELINJECT_I_KEEPS

/* Frame descriptions, if the compiler writes any: Clang has none for a naked function of C++ that does not throw. */
#if defined(__GCC_HAVE_DWARF2_CFI_ASM) && !(defined(__clang__) && defined(__cplusplus))
#define TELINJECT_I_CFI(X) X "\n\t"
#else
#define TELINJECT_I_CFI(X)
#endif

/* Saves every register that may hold an argument, calls telinject_i_begin, and then jumps to the bound function, or
 * returns 0 if none was bound.  Under -masm=intel the text switches the assembler's syntax and back; that assembler
 * rejects the $ of andq $-16, %rsp, which therefore is given as bytes. */
/* clang-format off */
#define TELINJECT_I_FIRST_TEXT \
  ".att_syntax prefix\n\t" \
  "pushq %%rbp\n\t" \
  TELINJECT_I_CFI(".cfi_def_cfa_offset 16") \
  TELINJECT_I_CFI(".cfi_offset %%rbp, -16") \
  "movq %%rsp, %%rbp\n\t" \
  TELINJECT_I_CFI(".cfi_def_cfa_register %%rbp") \
  "pushq %%rax\n\tpushq %%r10\n\tpushq %%r11\n\t" \
  "pushq %%rdi\n\tpushq %%rsi\n\tpushq %%rdx\n\tpushq %%rcx\n\tpushq %%r8\n\tpushq %%r9\n\t" \
  "leaq -136(%%rsp), %%rsp\n\t" \
  ".byte 0x48, 0x83, 0xe4, 0xf0\n\t" \
  "movups %%xmm0, (%%rsp)\n\tmovups %%xmm1, 16(%%rsp)\n\tmovups %%xmm2, 32(%%rsp)\n\tmovups %%xmm3, 48(%%rsp)\n\t" \
  "movups %%xmm4, 64(%%rsp)\n\tmovups %%xmm5, 80(%%rsp)\n\tmovups %%xmm6, 96(%%rsp)\n\tmovups %%xmm7, 112(%%rsp)\n\t" \
  "call telinject_i_begin\n\t" \
  "movups (%%rsp), %%xmm0\n\tmovups 16(%%rsp), %%xmm1\n\tmovups 32(%%rsp), %%xmm2\n\tmovups 48(%%rsp), %%xmm3\n\t" \
  "movups 64(%%rsp), %%xmm4\n\tmovups 80(%%rsp), %%xmm5\n\tmovups 96(%%rsp), %%xmm6\n\tmovups 112(%%rsp), %%xmm7\n\t" \
  "leaq -72(%%rbp), %%rsp\n\t" \
  "testl %%eax, %%eax\n\t" \
  "popq %%r9\n\tpopq %%r8\n\tpopq %%rcx\n\tpopq %%rdx\n\tpopq %%rsi\n\tpopq %%rdi\n\t" \
  "popq %%r11\n\tpopq %%r10\n\tpopq %%rax\n\tpopq %%rbp\n\t" \
  TELINJECT_I_CFI(".cfi_def_cfa %%rsp, 8") \
  TELINJECT_I_CFI(".cfi_restore %%rbp") \
  "jne 1f\n\txorl %%eax, %%eax\n\tret\n" \
  "1:\n\tjmp *telinject_i_link+%c0(%%rip)\n\t" \
  "{|.intel_syntax noprefix}"
/* clang-format on */

/* GCC stores a variadic function's arguments even where it is naked, and Clang compares types at indirect calls
 * (-fsanitize=function). */
#ifdef __clang__
#define TELINJECT_I_AS_CALLED int *, const char *, ...
#else
#define TELINJECT_I_AS_CALLED void
#endif
TELINJECT_I_MERGED __attribute__((__naked__, __no_instrument_function__)) int telinject_i_first(TELINJECT_I_AS_CALLED);
TELINJECT_I_MERGED int telinject_i_first(TELINJECT_I_AS_CALLED) {
  __asm__ __volatile__(TELINJECT_I_FIRST_TEXT : : "i"(__builtin_offsetof(struct telinject_i_calls, telinject_i_enter)));
}

#else

TELINJECT_I_MERGED __attribute__((__no_instrument_function__)) int telinject_i_first(int *, const char *, ...);
TELINJECT_I_MERGED int telinject_i_first(int *telinject_i_word, const char *telinject_i_site, ...) {
  int telinject_i_span = 0;
  if (telinject_i_begin(telinject_i_word, telinject_i_site)) {
    __builtin_va_list telinject_i_values;
    __builtin_va_start(telinject_i_values, telinject_i_site);
    telinject_i_span = telinject_i_link.telinject_i_enter_list(telinject_i_word, telinject_i_site, telinject_i_values,
                                                               __builtin_frame_address(0), __builtin_return_address(0));
    __builtin_va_end(telinject_i_values);
  }
  return telinject_i_span;
}

#endif

extern TELINJECT_I_MERGED const int telinject_i_none_asleep[2];
const int telinject_i_none_asleep[2] = {0, 0};

/* Used: link-time optimization does not see names in assembler text. */
TELINJECT_I_MERGED __attribute__((__used__)) struct telinject_i_calls telinject_i_link = {
    1, sizeof(struct telinject_i_calls),
#define TELINJECT_I_FIRST_HOOK(KEEPS, RESULT, NAME, PARAMETERS) (RESULT(*) PARAMETERS) telinject_i_first,
#define TELINJECT_I_HOOK(KEEPS, RESULT, NAME, PARAMETERS) 0,
#include <telinject/detail/hooks.def>
    telinject_i_none_asleep, telinject_i_build_text, &telinject_i_object_handle};

#endif /* TELINJECT_I_IN_RUNTIME */

#pragma pack(pop)

#ifdef __cplusplus
}
#endif

#endif
