/* kept_calls.h: calls of the runtime that keep the caller's registers, if the compiler can be made to know that.
 *
 * A hook rarely runs, but an ordinary call behind its branch makes the compiler keep live values out of nine
 * registers.  The runtime's functions on x86-64 change only rax, and that only for a result.  Each is called through
 * a function of the unit's own that consists of one jump and whose registers the compiler knows: Clang by an attribute,
 * GCC because it analyses which registers a function of the same unit writes (-fipa-ra).  The calls are correct even if
 * a compiler does not use that knowledge.  docs/adr/0015-kept-registers.md
 */
#ifndef TELINJECT_KEPT_CALLS_H
#define TELINJECT_KEPT_CALLS_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

/* Not used without optimization (no gain), if the link may be out of reach (code model), or in a module (its interface
 * must not name anything internal to the unit).  GCC must have exactly the registers that are named below; before 12 it
 * lacks some of the attributes. */
#if defined(__x86_64__) && defined(__LP64__) && defined(__ELF__) && defined(__OPTIMIZE__) && \
    defined(__code_model_small__) && !defined(__cpp_modules) && !defined(TELINJECT_PLAIN_CALLS)
#if defined(__clang__)
#if __has_attribute(__preserve_most__) && __has_attribute(__naked__)
#define TELINJECT_I_KEPT_CALLS
#endif
#elif __GNUC__ >= 12 && defined(__SSE2__) && defined(__MMX__) && !defined(_SOFT_FLOAT) && !defined(__APX_F__)
#define TELINJECT_I_KEPT_CALLS
#endif
#endif

#ifdef TELINJECT_I_KEPT_CALLS

#ifdef __cplusplus
extern "C" {
#endif

/* Jumps to the address in the link's MEMBER, or to HOOK. */
#ifdef TELINJECT_RUNTIME
#define TELINJECT_I_JUMP(HOOK) "jmp {*|QWORD PTR }telinject_i_link+%c[telinject_i_at]{(%%rip)|[rip]}"
#define TELINJECT_I_AT(MEMBER) [telinject_i_at] "i"(__builtin_offsetof(struct telinject_i_calls, MEMBER))
#else
#define TELINJECT_I_JUMP(HOOK) "jmp {*|QWORD PTR }" HOOK "@GOTPCREL{(%%rip)|[rip]}"
#define TELINJECT_I_AT(MEMBER) [telinject_i_at] "i"(0)
#endif

/* TELINJECT_I_KEPT defines KEPT, which jumps to HOOK.  A hook's name may be a macro of the program, so it is passed on
 * only as part of a longer name. */
#if defined(__clang__)

/* Weak and hidden: one copy for the whole program or library. */
#define TELINJECT_I_JUMP_ONLY \
  __weak__, __visibility__("hidden"), __naked__, __preserve_most__, __noinline__, __nothrow__, __cold__, \
      TELINJECT_I_NO_LINES

#define TELINJECT_I_KEPT(HOW_OFTEN, RESULT, KEPT, JUMP, JUMP_TEXT, HOOK, MEMBER, PARAMETERS) \
  __attribute__((TELINJECT_I_JUMP_ONLY)) RESULT KEPT PARAMETERS; \
  RESULT KEPT PARAMETERS { \
    __asm__ __volatile__(TELINJECT_I_JUMP(HOOK) : : TELINJECT_I_AT(MEMBER)); \
  }

#else

/* An ordinary function of no arguments that leaves by its only statement, as GCC does not analyse a naked one.  Calls
 * go to an alias that has the right type.  It has a frame only under -fno-omit-frame-pointer. */
#define TELINJECT_I_JUMP_ONLY \
  __noinline__, __noclone__, __nothrow__, __unused__, __no_instrument_function__, __no_profile_instrument_function__, \
      __no_stack_protector__, __no_split_stack__, __no_sanitize_coverage__, __no_sanitize_thread__, \
      __no_sanitize_address__, __no_sanitize_undefined__, __target__("avx512f"), __sysv_abi__
#define TELINJECT_I_WITHOUT_FRAME \
  ".ifc \"%[telinject_i_cfa]\",\"{16(%%rbp)|BYTE PTR 16[rbp]}\"\n\tleave\n\t.else\n\t" \
  ".ifnc \"%[telinject_i_cfa]\",\"{8(%%rsp)|BYTE PTR 8[rsp]}\"\n\t" \
  ".error \"telinject: unknown frame; compile with -DTELINJECT_PLAIN_CALLS\"\n\t.endif\n\t.endif\n\t"

/* All registers that a call may change, except general ones.  The runtime does not use AVX-512, but the C library does.
 */
#define TELINJECT_I_CHANGES \
  "memory", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "mm0", "mm1", "mm2", "mm3", "mm4", \
      "mm5", "mm6", "mm7", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", \
      "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", \
      "xmm23", "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k0", "k1", "k2", "k3", "k4", \
      "k5", "k6", "k7"

#define TELINJECT_I_COLD __cold__
#define TELINJECT_I_NOT_COLD __unused__
/* What the call changes besides. */
#define TELINJECT_I_CHANGES_int "rax"
#define TELINJECT_I_CHANGES_void "cc"
#define TELINJECT_I_KEPT(HOW_OFTEN, RESULT, KEPT, JUMP, JUMP_TEXT, HOOK, MEMBER, PARAMETERS) \
  static __attribute__((TELINJECT_I_JUMP_ONLY, HOW_OFTEN)) void JUMP(void); \
  static void JUMP(void) { \
    __asm__ __volatile__(TELINJECT_I_WITHOUT_FRAME TELINJECT_I_JUMP(HOOK) \
                         : \
                         : [telinject_i_cfa] "m"(*(char *)__builtin_dwarf_cfa()), TELINJECT_I_AT(MEMBER) \
                         : TELINJECT_I_CHANGES_##RESULT, TELINJECT_I_CHANGES); \
  } \
  static __attribute__((__alias__(JUMP_TEXT), __nothrow__, __unused__, HOW_OFTEN)) RESULT KEPT PARAMETERS;
#endif

#define TELINJECT_I_KEPT_PLAIN(RESULT, KEPT, JUMP, JUMP_TEXT, HOOK, MEMBER, PARAMETERS)
#define TELINJECT_I_KEPT_KEPT(RESULT, KEPT, JUMP, JUMP_TEXT, HOOK, MEMBER, PARAMETERS) \
  TELINJECT_I_KEPT(TELINJECT_I_COLD, RESULT, KEPT, JUMP, JUMP_TEXT, HOOK, MEMBER, PARAMETERS)
#define TELINJECT_I_HOOK(KEEPS, RESULT, NAME, PARAMETERS) \
  TELINJECT_I_KEPT_##KEEPS(RESULT, telinject_i_kept_##NAME, telinject_i_jump_##NAME, "telinject_i_jump_" #NAME, \
                           "telinject_" #NAME, telinject_i_##NAME, PARAMETERS)
#include <telinject/detail/hooks.def>

#ifdef TELINJECT_I_SPLIT
/* As telinject_i_kept_enter, but not cold: GCC would take all code that follows for unlikely. */
#ifdef __clang__
#define telinject_i_kept_enter_split telinject_i_kept_enter
#else
TELINJECT_I_KEPT(TELINJECT_I_NOT_COLD, int, telinject_i_kept_enter_split, telinject_i_jump_enter_split,
                 "telinject_i_jump_enter_split", "telinject_enter", telinject_i_enter, (int *, const char *, ...))
#endif
#endif

#ifdef __cplusplus
}
#endif

#endif /* TELINJECT_I_KEPT_CALLS */

#endif
