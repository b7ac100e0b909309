/* How instrumented code calls the runtime where that keeps all general registers and the compiler is GCC, which has no
 * attribute to say so: by an asm statement, in front of which nothing has to be saved, as it clobbers only what a call
 * clobbers besides those.  Calls that pass more than five values after the site, or one that is no word, are ordinary
 * ones.
 *
 * The stack pointer is an output, so that GCC keeps nothing below it (the red zone).  The callee aligns the stack
 * itself.
 */
#ifndef TELINJECT_KEPT_CALLS_H
#define TELINJECT_KEPT_CALLS_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

/* Of vector and x87 registers those that a function may change that knows of none but SSE2's; the runtime sees to the
 * rest. */
#define TELINJECT_I_CLOBBERS \
  "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", \
      "xmm14", "xmm15", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)", "memory", "cc"

/* In both dialects of -masm=. */
#ifdef TELINJECT_RUNTIME
#define TELINJECT_I_GO(TEXT) "call {*|}%[telinject_i_to]"
#define TELINJECT_I_TO(MEMBER) , [telinject_i_to] "m"(TELINJECT_I_GLOBAL telinject_i_link.MEMBER)
#else
#define TELINJECT_I_GO(TEXT) \
  "{call *telinject_" TEXT "@GOTPCREL(%%rip)|call [QWORD PTR telinject_" TEXT "@GOTPCREL[rip]]}"
#define TELINJECT_I_TO(MEMBER)
#endif
/* MEMBER, TEXT: what is called, as a link has it and without telinject_; V: an int that is never the smallest; R: the
 * result, or nothing; then the arguments' registers. */
#define TELINJECT_I_ASM(MEMBER, TEXT, V, R, ...) \
  __asm__ __inline__ __volatile__(TELINJECT_I_GO(TEXT) \
                                  : R \
                                  : __VA_ARGS__ TELINJECT_I_TO(MEMBER) \
                                  : TELINJECT_I_CLOBBERS); \
  if (__builtin_expect((V) == -0x7fffffff - 1, 0)) \
  TELINJECT_I_GLOBAL telinject_i_never()
#define TELINJECT_I_RESULT(V) "=a"(V)

#ifdef __cplusplus
extern "C" {
#endif
extern
    __attribute__((__weak__, __noreturn__, __cold__, __nothrow__)) void telinject_i_never(void); /* nobody defines it */
#ifdef __cplusplus
}
#endif

#ifdef __cplusplus
#define TELINJECT_I_INLINE __attribute__((__always_inline__, TELINJECT_I_NO_LINES)) inline
extern "C++" {
#else
#define TELINJECT_I_INLINE \
  extern __inline__ __attribute__((__gnu_inline__, __always_inline__, __nothrow__, TELINJECT_I_NO_LINES))
#endif

TELINJECT_I_INLINE void telinject_i_call_leave(int telinject_i_span) {
  TELINJECT_I_ASM(telinject_i_leave, "leave", telinject_i_span, , "D"(telinject_i_span));
}
TELINJECT_I_INLINE int telinject_i_call_loop(int telinject_i_outer, const char *telinject_i_site) {
  int telinject_i_result;
  TELINJECT_I_ASM(telinject_i_loop, "loop", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result),
                  "D"(telinject_i_outer), "S"(telinject_i_site));
  return telinject_i_result;
}
TELINJECT_I_INLINE int telinject_i_call_try(int telinject_i_outer, const char *telinject_i_site) {
  int telinject_i_result;
  TELINJECT_I_ASM(telinject_i_try, "try", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result),
                  "D"(telinject_i_outer), "S"(telinject_i_site));
  return telinject_i_result;
}
TELINJECT_I_INLINE void telinject_i_call_iteration(int telinject_i_loop) {
  TELINJECT_I_ASM(telinject_i_iteration, "iteration", telinject_i_loop, , "D"(telinject_i_loop));
}
TELINJECT_I_INLINE void telinject_i_call_ends(int telinject_i_loop, int telinject_i_way) {
  TELINJECT_I_ASM(telinject_i_ends, "ends", telinject_i_loop, , "D"(telinject_i_loop), "S"(telinject_i_way));
}
TELINJECT_I_INLINE void telinject_i_call_branch(int telinject_i_outer, const char *telinject_i_site) {
  TELINJECT_I_ASM(telinject_i_branch, "branch", telinject_i_outer, , "D"(telinject_i_outer), "S"(telinject_i_site));
}
TELINJECT_I_INLINE void telinject_i_call_catch(int telinject_i_attempt) {
  TELINJECT_I_ASM(telinject_i_catch, "catch", telinject_i_attempt, , "D"(telinject_i_attempt));
}

#ifdef __cplusplus

/* The register's value of an argument: what C's default promotions make of it.  Those of real numbers are not used. */
TELINJECT_I_INLINE int telinject_i_word(int telinject_i_v) {
  return telinject_i_v;
}
TELINJECT_I_INLINE unsigned telinject_i_word(unsigned telinject_i_v) {
  return telinject_i_v;
}
TELINJECT_I_INLINE long telinject_i_word(long telinject_i_v) {
  return telinject_i_v;
}
TELINJECT_I_INLINE unsigned long telinject_i_word(unsigned long telinject_i_v) {
  return telinject_i_v;
}
TELINJECT_I_INLINE long long telinject_i_word(long long telinject_i_v) {
  return telinject_i_v;
}
TELINJECT_I_INLINE unsigned long long telinject_i_word(unsigned long long telinject_i_v) {
  return telinject_i_v;
}
TELINJECT_I_INLINE int telinject_i_word(double) {
  return 0;
}
TELINJECT_I_INLINE int telinject_i_word(long double) {
  return 0;
}
TELINJECT_I_INLINE const void *telinject_i_word(decltype(nullptr)) {
  return nullptr;
}
template <class TELINJECT_I_T> TELINJECT_I_INLINE TELINJECT_I_T *telinject_i_word(TELINJECT_I_T *telinject_i_v) {
  return telinject_i_v;
}
#define TELINJECT_I_IS_WORD(V) (__builtin_classify_type(V) != 8 && sizeof(V) <= 8)

TELINJECT_I_INLINE int telinject_i_call_enter(const char *telinject_i_site) {
  int telinject_i_result;
  TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result),
                  "D"(telinject_i_site));
  return telinject_i_result;
}
template <class TELINJECT_I_A>
TELINJECT_I_INLINE int telinject_i_call_enter(const char *telinject_i_site, TELINJECT_I_A telinject_i_a) {
  if (!(TELINJECT_I_IS_WORD(telinject_i_a)))
    return (*TELINJECT_I_CALLED_ENTER)(telinject_i_site, telinject_i_a);
  int telinject_i_result;
  TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result),
                  "D"(telinject_i_site), "S"(::telinject_i_word(telinject_i_a)));
  return telinject_i_result;
}
template <class TELINJECT_I_A, class TELINJECT_I_B>
TELINJECT_I_INLINE int telinject_i_call_enter(const char *telinject_i_site, TELINJECT_I_A telinject_i_a,
                                              TELINJECT_I_B telinject_i_b) {
  if (!(TELINJECT_I_IS_WORD(telinject_i_a) && TELINJECT_I_IS_WORD(telinject_i_b)))
    return (*TELINJECT_I_CALLED_ENTER)(telinject_i_site, telinject_i_a, telinject_i_b);
  int telinject_i_result;
  TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result),
                  "D"(telinject_i_site), "S"(::telinject_i_word(telinject_i_a)),
                  "d"(::telinject_i_word(telinject_i_b)));
  return telinject_i_result;
}
template <class TELINJECT_I_A, class TELINJECT_I_B, class TELINJECT_I_C>
TELINJECT_I_INLINE int telinject_i_call_enter(const char *telinject_i_site, TELINJECT_I_A telinject_i_a,
                                              TELINJECT_I_B telinject_i_b, TELINJECT_I_C telinject_i_c) {
  if (!(TELINJECT_I_IS_WORD(telinject_i_a) && TELINJECT_I_IS_WORD(telinject_i_b) && TELINJECT_I_IS_WORD(telinject_i_c)))
    return (*TELINJECT_I_CALLED_ENTER)(telinject_i_site, telinject_i_a, telinject_i_b, telinject_i_c);
  int telinject_i_result;
  TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result),
                  "D"(telinject_i_site), "S"(::telinject_i_word(telinject_i_a)), "d"(::telinject_i_word(telinject_i_b)),
                  "c"(::telinject_i_word(telinject_i_c)));
  return telinject_i_result;
}
template <class TELINJECT_I_A, class TELINJECT_I_B, class TELINJECT_I_C, class TELINJECT_I_D>
TELINJECT_I_INLINE int telinject_i_call_enter(const char *telinject_i_site, TELINJECT_I_A telinject_i_a,
                                              TELINJECT_I_B telinject_i_b, TELINJECT_I_C telinject_i_c,
                                              TELINJECT_I_D telinject_i_d) {
  if (!(TELINJECT_I_IS_WORD(telinject_i_a) && TELINJECT_I_IS_WORD(telinject_i_b) &&
        TELINJECT_I_IS_WORD(telinject_i_c) && TELINJECT_I_IS_WORD(telinject_i_d)))
    return (*TELINJECT_I_CALLED_ENTER)(telinject_i_site, telinject_i_a, telinject_i_b, telinject_i_c, telinject_i_d);
  register decltype(::telinject_i_word(telinject_i_d)) telinject_i_r8 __asm__("r8") = ::telinject_i_word(telinject_i_d);
  int telinject_i_result;
  TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result),
                  "D"(telinject_i_site), "S"(::telinject_i_word(telinject_i_a)), "d"(::telinject_i_word(telinject_i_b)),
                  "c"(::telinject_i_word(telinject_i_c)), "r"(telinject_i_r8));
  return telinject_i_result;
}
template <class TELINJECT_I_A, class TELINJECT_I_B, class TELINJECT_I_C, class TELINJECT_I_D, class TELINJECT_I_E>
TELINJECT_I_INLINE int telinject_i_call_enter(const char *telinject_i_site, TELINJECT_I_A telinject_i_a,
                                              TELINJECT_I_B telinject_i_b, TELINJECT_I_C telinject_i_c,
                                              TELINJECT_I_D telinject_i_d, TELINJECT_I_E telinject_i_e) {
  if (!(TELINJECT_I_IS_WORD(telinject_i_a) && TELINJECT_I_IS_WORD(telinject_i_b) &&
        TELINJECT_I_IS_WORD(telinject_i_c) && TELINJECT_I_IS_WORD(telinject_i_d) && TELINJECT_I_IS_WORD(telinject_i_e)))
    return (*TELINJECT_I_CALLED_ENTER)(telinject_i_site, telinject_i_a, telinject_i_b, telinject_i_c, telinject_i_d,
                                       telinject_i_e);
  register decltype(::telinject_i_word(telinject_i_d)) telinject_i_r8 __asm__("r8") = ::telinject_i_word(telinject_i_d);
  register decltype(::telinject_i_word(telinject_i_e)) telinject_i_r9 __asm__("r9") = ::telinject_i_word(telinject_i_e);
  int telinject_i_result;
  TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result),
                  "D"(telinject_i_site), "S"(::telinject_i_word(telinject_i_a)), "d"(::telinject_i_word(telinject_i_b)),
                  "c"(::telinject_i_word(telinject_i_c)), "r"(telinject_i_r8), "r"(telinject_i_r9));
  return telinject_i_result;
}
template <class... TELINJECT_I_T>
TELINJECT_I_INLINE int telinject_i_call_enter(const char *telinject_i_site, TELINJECT_I_T... telinject_i_more) {
  return (*TELINJECT_I_CALLED_ENTER)(telinject_i_site, telinject_i_more...);
}
TELINJECT_I_INLINE void telinject_i_call_return(int telinject_i_span, const char *telinject_i_code) {
  TELINJECT_I_ASM(telinject_i_return, "return", telinject_i_span, , "D"(telinject_i_span), "S"(telinject_i_code));
}
template <class TELINJECT_I_A>
TELINJECT_I_INLINE void telinject_i_call_return(int telinject_i_span, const char *telinject_i_code,
                                                TELINJECT_I_A telinject_i_a) {
  if (!(TELINJECT_I_IS_WORD(telinject_i_a))) {
    (*TELINJECT_I_CALLED(return))(telinject_i_span, telinject_i_code, telinject_i_a);
    return;
  }
  TELINJECT_I_ASM(telinject_i_return, "return", telinject_i_span, , "D"(telinject_i_span), "S"(telinject_i_code),
                  "d"(::telinject_i_word(telinject_i_a)));
}
template <class... TELINJECT_I_T>
TELINJECT_I_INLINE void telinject_i_call_return(int telinject_i_span, const char *telinject_i_code,
                                                TELINJECT_I_T... telinject_i_more) {
  (*TELINJECT_I_CALLED(return))(telinject_i_span, telinject_i_code, telinject_i_more...);
}
TELINJECT_I_INLINE void telinject_i_call_change(int telinject_i_outer, const char *telinject_i_site) {
  TELINJECT_I_ASM(telinject_i_change, "change", telinject_i_outer, , "D"(telinject_i_outer), "S"(telinject_i_site));
}
template <class TELINJECT_I_A>
TELINJECT_I_INLINE void telinject_i_call_change(int telinject_i_outer, const char *telinject_i_site,
                                                TELINJECT_I_A telinject_i_a) {
  if (!(TELINJECT_I_IS_WORD(telinject_i_a))) {
    (*TELINJECT_I_CALLED(change))(telinject_i_outer, telinject_i_site, telinject_i_a);
    return;
  }
  TELINJECT_I_ASM(telinject_i_change, "change", telinject_i_outer, , "D"(telinject_i_outer), "S"(telinject_i_site),
                  "d"(::telinject_i_word(telinject_i_a)));
}
template <class TELINJECT_I_A, class TELINJECT_I_B>
TELINJECT_I_INLINE void telinject_i_call_change(int telinject_i_outer, const char *telinject_i_site,
                                                TELINJECT_I_A telinject_i_a, TELINJECT_I_B telinject_i_b) {
  if (!(TELINJECT_I_IS_WORD(telinject_i_a) && TELINJECT_I_IS_WORD(telinject_i_b))) {
    (*TELINJECT_I_CALLED(change))(telinject_i_outer, telinject_i_site, telinject_i_a, telinject_i_b);
    return;
  }
  TELINJECT_I_ASM(telinject_i_change, "change", telinject_i_outer, , "D"(telinject_i_outer), "S"(telinject_i_site),
                  "d"(::telinject_i_word(telinject_i_a)), "c"(::telinject_i_word(telinject_i_b)));
}
template <class... TELINJECT_I_T>
TELINJECT_I_INLINE void telinject_i_call_change(int telinject_i_outer, const char *telinject_i_site,
                                                TELINJECT_I_T... telinject_i_more) {
  (*TELINJECT_I_CALLED(change))(telinject_i_outer, telinject_i_site, telinject_i_more...);
}

#else

/* Words only: what C's default promotions make of a value, evaluated once; an array is its pointer. */
#define TELINJECT_I_IS_WORD(V) (__builtin_classify_type(V) != 8 && sizeof(1 ? (V) : (V)) <= 8)
#define TELINJECT_I_WORD(V) __builtin_choose_expr(TELINJECT_I_IS_WORD(V), (1 ? (V) : (V)), 0)

#define TELINJECT_I_ENTER_0(S) \
  __extension__({ \
    int telinject_i_result; \
    { \
\
      TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result), "D"(S)); \
    } \
    telinject_i_result; \
  })
#define TELINJECT_I_ENTER_1(S, A) \
  __extension__({ \
    int telinject_i_result; \
    if (TELINJECT_I_IS_WORD(A)) { \
\
      TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result), "D"(S), \
                      "S"(TELINJECT_I_WORD(A))); \
    } else \
      telinject_i_result = (*TELINJECT_I_CALLED_ENTER)(S, A); \
    telinject_i_result; \
  })
#define TELINJECT_I_ENTER_2(S, A, B) \
  __extension__({ \
    int telinject_i_result; \
    if (TELINJECT_I_IS_WORD(A) && TELINJECT_I_IS_WORD(B)) { \
\
      TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result), "D"(S), \
                      "S"(TELINJECT_I_WORD(A)), "d"(TELINJECT_I_WORD(B))); \
    } else \
      telinject_i_result = (*TELINJECT_I_CALLED_ENTER)(S, A, B); \
    telinject_i_result; \
  })
#define TELINJECT_I_ENTER_3(S, A, B, C) \
  __extension__({ \
    int telinject_i_result; \
    if (TELINJECT_I_IS_WORD(A) && TELINJECT_I_IS_WORD(B) && TELINJECT_I_IS_WORD(C)) { \
\
      TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result), "D"(S), \
                      "S"(TELINJECT_I_WORD(A)), "d"(TELINJECT_I_WORD(B)), "c"(TELINJECT_I_WORD(C))); \
    } else \
      telinject_i_result = (*TELINJECT_I_CALLED_ENTER)(S, A, B, C); \
    telinject_i_result; \
  })
#define TELINJECT_I_ENTER_4(S, A, B, C, D) \
  __extension__({ \
    int telinject_i_result; \
    if (TELINJECT_I_IS_WORD(A) && TELINJECT_I_IS_WORD(B) && TELINJECT_I_IS_WORD(C) && TELINJECT_I_IS_WORD(D)) { \
      const __typeof__(TELINJECT_I_WORD(D)) telinject_i_d = TELINJECT_I_WORD(D); \
      register __typeof__(TELINJECT_I_WORD(D)) telinject_i_r8 __asm__("r8") = telinject_i_d; \
\
      TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result), "D"(S), \
                      "S"(TELINJECT_I_WORD(A)), "d"(TELINJECT_I_WORD(B)), "c"(TELINJECT_I_WORD(C)), \
                      "r"(telinject_i_r8)); \
    } else \
      telinject_i_result = (*TELINJECT_I_CALLED_ENTER)(S, A, B, C, D); \
    telinject_i_result; \
  })
#define TELINJECT_I_ENTER_5(S, A, B, C, D, E) \
  __extension__({ \
    int telinject_i_result; \
    if (TELINJECT_I_IS_WORD(A) && TELINJECT_I_IS_WORD(B) && TELINJECT_I_IS_WORD(C) && TELINJECT_I_IS_WORD(D) && \
        TELINJECT_I_IS_WORD(E)) { \
      const __typeof__(TELINJECT_I_WORD(D)) telinject_i_d = TELINJECT_I_WORD(D); \
      const __typeof__(TELINJECT_I_WORD(E)) telinject_i_e = TELINJECT_I_WORD(E); \
      register __typeof__(TELINJECT_I_WORD(D)) telinject_i_r8 __asm__("r8") = telinject_i_d; \
      register __typeof__(TELINJECT_I_WORD(E)) telinject_i_r9 __asm__("r9") = telinject_i_e; \
\
      TELINJECT_I_ASM(telinject_i_enter, "enter", telinject_i_result, TELINJECT_I_RESULT(telinject_i_result), "D"(S), \
                      "S"(TELINJECT_I_WORD(A)), "d"(TELINJECT_I_WORD(B)), "c"(TELINJECT_I_WORD(C)), \
                      "r"(telinject_i_r8), "r"(telinject_i_r9)); \
    } else \
      telinject_i_result = (*TELINJECT_I_CALLED_ENTER)(S, A, B, C, D, E); \
    telinject_i_result; \
  })
#define TELINJECT_I_CHANGE_0(G, S) \
  __extension__({ \
    { \
\
      TELINJECT_I_ASM(telinject_i_change, "change", G, , "D"(G), "S"(S)); \
    } \
    (void)0; \
  })
#define TELINJECT_I_CHANGE_1(G, S, A) \
  __extension__({ \
    if (TELINJECT_I_IS_WORD(A)) { \
\
      TELINJECT_I_ASM(telinject_i_change, "change", G, , "D"(G), "S"(S), "d"(TELINJECT_I_WORD(A))); \
    } else \
      (*TELINJECT_I_CALLED(change))(G, S, A); \
    (void)0; \
  })
#define TELINJECT_I_CHANGE_2(G, S, A, B) \
  __extension__({ \
    if (TELINJECT_I_IS_WORD(A) && TELINJECT_I_IS_WORD(B)) { \
\
      TELINJECT_I_ASM(telinject_i_change, "change", G, , "D"(G), "S"(S), "d"(TELINJECT_I_WORD(A)), \
                      "c"(TELINJECT_I_WORD(B))); \
    } else \
      (*TELINJECT_I_CALLED(change))(G, S, A, B); \
    (void)0; \
  })
#define telinject_i_call_return(G, S, A) \
  __extension__({ \
    if (TELINJECT_I_IS_WORD(A)) { \
\
      TELINJECT_I_ASM(telinject_i_return, "return", G, , "D"(G), "S"(S), "d"(TELINJECT_I_WORD(A))); \
    } else \
      (*TELINJECT_I_CALLED(return))(G, S, A); \
    (void)0; \
  })
#define TELINJECT_I_ENTER_MANY(...) (*TELINJECT_I_CALLED_ENTER)(__VA_ARGS__)
#define TELINJECT_I_CHANGE_MANY(...) (*TELINJECT_I_CALLED(change))(__VA_ARGS__)

/* The one of them for that many arguments: the 131st, of these and of as many names, which end in those for few. */
#define TELINJECT_I_5(X) X, X, X, X, X
#define TELINJECT_I_25(X) TELINJECT_I_5(X), TELINJECT_I_5(X), TELINJECT_I_5(X), TELINJECT_I_5(X), TELINJECT_I_5(X)
#define TELINJECT_I_124(X) \
  TELINJECT_I_25(X), TELINJECT_I_25(X), TELINJECT_I_25(X), TELINJECT_I_25(X), TELINJECT_I_5(X), TELINJECT_I_5(X), \
      TELINJECT_I_5(X), TELINJECT_I_5(X), X, X, X, X
#define TELINJECT_I_131ST( \
    N1, N2, N3, N4, N5, N6, N7, N8, N9, N10, N11, N12, N13, N14, N15, N16, N17, N18, N19, N20, N21, N22, N23, N24, \
    N25, N26, N27, N28, N29, N30, N31, N32, N33, N34, N35, N36, N37, N38, N39, N40, N41, N42, N43, N44, N45, N46, N47, \
    N48, N49, N50, N51, N52, N53, N54, N55, N56, N57, N58, N59, N60, N61, N62, N63, N64, N65, N66, N67, N68, N69, N70, \
    N71, N72, N73, N74, N75, N76, N77, N78, N79, N80, N81, N82, N83, N84, N85, N86, N87, N88, N89, N90, N91, N92, N93, \
    N94, N95, N96, N97, N98, N99, N100, N101, N102, N103, N104, N105, N106, N107, N108, N109, N110, N111, N112, N113, \
    N114, N115, N116, N117, N118, N119, N120, N121, N122, N123, N124, N125, N126, N127, N128, N129, N130, NAME, ...) \
  NAME
#define TELINJECT_I_CHOSEN_OF(...) TELINJECT_I_131ST(__VA_ARGS__)
#define telinject_i_call_enter(...) \
  TELINJECT_I_CHOSEN_OF(__VA_ARGS__, TELINJECT_I_124(TELINJECT_I_ENTER_MANY), TELINJECT_I_ENTER_5, \
                        TELINJECT_I_ENTER_4, TELINJECT_I_ENTER_3, TELINJECT_I_ENTER_2, TELINJECT_I_ENTER_1, \
                        TELINJECT_I_ENTER_0, ) \
  (__VA_ARGS__)
#define telinject_i_call_change(...) \
  TELINJECT_I_CHOSEN_OF(__VA_ARGS__, TELINJECT_I_124(TELINJECT_I_CHANGE_MANY), TELINJECT_I_CHANGE_MANY, \
                        TELINJECT_I_CHANGE_MANY, TELINJECT_I_CHANGE_2, TELINJECT_I_CHANGE_1, TELINJECT_I_CHANGE_0, \
                        TELINJECT_I_CHANGE_MANY, ) \
  (__VA_ARGS__)

#endif

#ifdef __cplusplus
} /* extern "C++" */
#endif

#endif
