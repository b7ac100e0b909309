/* variable_macros.h: the inserted macros for assignments; macros.h describes what is common to all, flow_macros.h P.
 *
 * Each pair stands around an expression and passes its value through unchanged.  M numbers nested pairs from 1.
 * CODES: one code for the value, or two: the value, the previous one.  TEXT: "variable as written : type".
 */
#ifndef TELINJECT_VARIABLE_MACROS_H
#define TELINJECT_VARIABLE_MACROS_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#ifdef TELINJECT_DISABLE

#define TELINJECT_ASSIGN(M, ...)
#define TELINJECT_END_ASSIGN(M, P, CODES, TEXT)
#define TELINJECT_INIT(M, ...)
#define TELINJECT_END_INIT(M, P, CODES, TEXT)
#define TELINJECT_STEP(M, ...)
#define TELINJECT_END_STEP(M, P, CODES, TEXT, STEP)
#define TELINJECT_POSTFIX_STEP(M, ...)
#define TELINJECT_END_POSTFIX_STEP(M, P, CODES, TEXT, STEP)
#define TELINJECT_DISCARD()
#define TELINJECT_END_DISCARD()
#define TELINJECT_WRITE()
#define TELINJECT_END_WRITE(P, CODES, ...)
#define TELINJECT_DECLARATION(K, P, CODES, ...)

#else

#define TELINJECT_I_CHANGED(P, ...) \
  TELINJECT_I_UNUSED(telinject_g##P = TELINJECT_I_CALL(change)(telinject_g##P, __VA_ARGS__))))

/* ++x  becomes  TELINJECT_STEP(1, int) ++x TELINJECT_END_STEP(1, 1, "ii", "x : int", +1).  The previous value is
 * computed from the new one without reading x; for x++ the new value is computed from the previous one. */
#ifdef __cplusplus

#define TELINJECT_ASSIGN(M, ...) ::telinject_i_changed((
#define TELINJECT_INIT(M, ...) ::telinject_i_given<__VA_ARGS__>((
#define TELINJECT_STEP(M, ...) ::telinject_i_stepped((
#define TELINJECT_POSTFIX_STEP(M, ...) ::telinject_i_stepping<__VA_ARGS__>((
#define TELINJECT_END_ASSIGN(M, P, CODES, TEXT) ), telinject_g##P, TELINJECT_I_SITE(CODES, TEXT))
#define TELINJECT_END_INIT(M, P, CODES, TEXT) TELINJECT_END_ASSIGN(M, P, CODES, TEXT)
#define TELINJECT_END_STEP(M, P, CODES, TEXT, STEP) ), telinject_g##P, TELINJECT_I_SITE(CODES, TEXT), STEP)
#define TELINJECT_END_POSTFIX_STEP(M, P, CODES, TEXT, STEP) ), telinject_g##P, TELINJECT_I_SITE(CODES, TEXT), STEP)

#else

#define TELINJECT_ASSIGN(M, ...) __extension__({ __VA_ARGS__ telinject_v##M = (
#define TELINJECT_INIT(M, ...) TELINJECT_ASSIGN(M, __VA_ARGS__)
#define TELINJECT_STEP(M, ...) TELINJECT_ASSIGN(M, __VA_ARGS__)
#define TELINJECT_POSTFIX_STEP(M, ...) TELINJECT_ASSIGN(M, __VA_ARGS__)
#define TELINJECT_I_END_ASSIGN(M, P, ...) \
  ); \
  TELINJECT_I_INSIDE(P) ? TELINJECT_I_CHANGED(P, __VA_ARGS__) : TELINJECT_I_NOTHING; \
  telinject_v##M; \
  })
#define TELINJECT_END_ASSIGN(M, P, CODES, TEXT) \
  TELINJECT_I_END_ASSIGN(M, P, TELINJECT_I_SITE(CODES, TEXT), TELINJECT_I_PASSED(telinject_v##M))
#define TELINJECT_END_INIT(M, P, CODES, TEXT) TELINJECT_END_ASSIGN(M, P, CODES, TEXT)
#define TELINJECT_END_STEP(M, P, CODES, TEXT, STEP) \
  TELINJECT_I_END_ASSIGN(M, P, TELINJECT_I_SITE(CODES, TEXT), telinject_v##M, \
                         (__typeof__(telinject_v##M))((STEP) > 0 ? telinject_v##M - 1 : telinject_v##M + 1))
#define TELINJECT_END_POSTFIX_STEP(M, P, CODES, TEXT, STEP) \
  TELINJECT_I_END_ASSIGN(M, P, TELINJECT_I_SITE(CODES, TEXT), \
                         (__typeof__(telinject_v##M))((STEP) > 0 ? telinject_v##M + 1 : telinject_v##M - 1), \
                         telinject_v##M)

#endif

/* Around an expression whose value is discarded and whose last operand is one of the above: a && b, a, b or a ? b : c.
 */
#define TELINJECT_DISCARD() TELINJECT_I_UNUSED(
#define TELINJECT_END_DISCARD() )))

/* Around an assignment whose value is discarded: the variable is reported by its type alone, or read once more (the
 * last macro arguments pass it). */
#define TELINJECT_WRITE() TELINJECT_I_UNUSED(
#define TELINJECT_END_WRITE(P, CODES, ...) \
  ))), TELINJECT_I_INSIDE(P) ? TELINJECT_I_CHANGED(P, CODES TELINJECT_I_WHERE_ONLY __VA_ARGS__) : TELINJECT_I_NOTHING

/* After a declaration.  In C it is one itself, as further declarations may follow; K makes its name unique. */
#ifdef __cplusplus
#define TELINJECT_DECLARATION(K, P, CODES, ...) \
  TELINJECT_I_INSIDE(P) ? TELINJECT_I_CHANGED(P, CODES TELINJECT_I_WHERE_ONLY __VA_ARGS__) : TELINJECT_I_NOTHING;
#else
#define TELINJECT_DECLARATION(K, P, CODES, ...) \
  __attribute__((__unused__)) __const__ telinject_i_int telinject_d##K = \
      TELINJECT_I_INSIDE(P) ? (TELINJECT_I_CHANGED(P, CODES TELINJECT_I_WHERE_ONLY __VA_ARGS__), 0) : 0;
#endif

#endif /* TELINJECT_DISABLE */

#endif
