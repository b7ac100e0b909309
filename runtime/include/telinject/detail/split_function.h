/* split_function.h: the inserted macros that split a function of C into two bodies (docs/adr/0016-two-bodies.md).
 *
 *   TELINJECT_SPLIT_DECL(int, twice, int telinject_g0, int a) int twice(int a) {
 *     TELINJECT_SPLIT_ENTRY(int, twice, (int telinject_g0, int a), (telinject_g0, a))
 *     TELINJECT_FUNCTION(1, "i", "twice(a) -> int", a)
 *     TELINJECT_SPLIT_BODY(int, twice, (int telinject_g1, int a), (telinject_g1, a)) return a + a; }
 *
 * The function's own statements become those of telinject_b_twice, which compilers inline where it is called: in the
 * function itself, where the guard is known to be 0 and every hook is removed, and in telinject_o_twice, which records
 * events.  Without optimization for speed, with -DTELINJECT_ONE_BODY, and in C++, these macros are empty.
 */
#ifndef TELINJECT_SPLIT_FUNCTION_H
#define TELINJECT_SPLIT_FUNCTION_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#ifndef TELINJECT_I_SPLIT

#define TELINJECT_SPLIT_DECL(RESULT, NAME, ...)
#define TELINJECT_SPLIT_ENTRY(RESULT, NAME, PARAMETERS, ARGUMENTS)
#define TELINJECT_SPLIT_BODY(RESULT, NAME, PARAMETERS, ARGUMENTS)
#define TELINJECT_SPLIT_ENTRY_VOID(NAME, PARAMETERS, ARGUMENTS)
#define TELINJECT_SPLIT_BODY_VOID(NAME, PARAMETERS, ARGUMENTS)

#else

#define TELINJECT_I_OWN static __attribute__((__no_instrument_function__))
#ifdef __ELF__
/* Placed away from the code that runs with telemetry off, in a section of its own, so that the linker can discard it
 * with the function. */
#define TELINJECT_I_ASIDE(NAME) __attribute__((__noinline__, __section__(".text.unlikely." #NAME)))
#else
#define TELINJECT_I_ASIDE(NAME) __attribute__((__noinline__))
#endif

#define TELINJECT_SPLIT_DECL(RESULT, NAME, ...) \
  TELINJECT_I_OWN __inline__ __attribute__((__always_inline__)) RESULT telinject_b_##NAME(__VA_ARGS__); \
  TELINJECT_I_OWN TELINJECT_I_ASIDE(telinject_o_##NAME) RESULT telinject_o_##NAME(__VA_ARGS__); \
  static telinject_i_int telinject_w_##NAME;

#define TELINJECT_I_GIVE(...) return __VA_ARGS__;
#define TELINJECT_I_GIVE_NOTHING(...) \
  { \
    __VA_ARGS__; \
    return; \
  }

/* Shadows the outer constants on purpose; -Wsystem-headers with -Wshadow would warn of that. */
#define TELINJECT_I_IS_SPLIT(NAME) \
  _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wshadow\"") enum { telinject_i_is_split = 1 }; \
  telinject_i_int *__const__ telinject_i_split_word = &telinject_w_##NAME; \
  _Pragma("GCC diagnostic pop")

#define TELINJECT_I_SPLIT_ENTRY(GIVE, RESULT, NAME, PARAMETERS, ARGUMENTS) \
  __const__ telinject_i_int telinject_g0 = 0; \
  if (TELINJECT_I_ON && __builtin_expect(TELINJECT_I_IS_WORD_AWAKE(&telinject_w_##NAME), 1)) \
    GIVE(telinject_o_##NAME ARGUMENTS) \
  GIVE(telinject_b_##NAME ARGUMENTS) \
  } \
  TELINJECT_I_OWN RESULT telinject_o_##NAME PARAMETERS { \
    TELINJECT_I_IS_SPLIT(NAME)
#define TELINJECT_SPLIT_ENTRY(RESULT, NAME, PARAMETERS, ARGUMENTS) \
  TELINJECT_I_SPLIT_ENTRY(TELINJECT_I_GIVE, RESULT, NAME, PARAMETERS, ARGUMENTS)
#define TELINJECT_SPLIT_ENTRY_VOID(NAME, PARAMETERS, ARGUMENTS) \
  TELINJECT_I_SPLIT_ENTRY(TELINJECT_I_GIVE_NOTHING, void, NAME, PARAMETERS, ARGUMENTS)

/* The branch that is never taken uses every parameter, so that no compiler warns of an unused one. */
#define TELINJECT_I_SPLIT_BODY(GIVE, RESULT, NAME, PARAMETERS, ARGUMENTS) \
  (void)telinject_g0; \
  GIVE(telinject_b_##NAME ARGUMENTS) \
  } \
  TELINJECT_I_OWN __inline__ RESULT telinject_b_##NAME PARAMETERS { \
    __attribute__((__unused__)) __const__ telinject_i_int telinject_h0 = \
        (0 ? (void)telinject_b_##NAME ARGUMENTS : (void)0, 0);
#define TELINJECT_SPLIT_BODY(RESULT, NAME, PARAMETERS, ARGUMENTS) \
  TELINJECT_I_SPLIT_BODY(TELINJECT_I_GIVE, RESULT, NAME, PARAMETERS, ARGUMENTS)
#define TELINJECT_SPLIT_BODY_VOID(NAME, PARAMETERS, ARGUMENTS) \
  TELINJECT_I_SPLIT_BODY(TELINJECT_I_GIVE_NOTHING, void, NAME, PARAMETERS, ARGUMENTS)

#endif

#endif
