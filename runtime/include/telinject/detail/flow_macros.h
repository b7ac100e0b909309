/* flow_macros.h: the inserted macros for loops, conditionals and try blocks; macros.h describes what is common to all.
 *
 * N numbers the enclosing functions, loops, conditionals and try blocks from 1; P is the number of the innermost
 * enclosing one that has a guard.  Braces that the program's text lacks come from macros too, so that with
 * TELINJECT_DISABLE the text is the original's.
 */
#ifndef TELINJECT_FLOW_MACROS_H
#define TELINJECT_FLOW_MACROS_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#ifdef TELINJECT_DISABLE

#define TELINJECT_LOOP(N, P, KIND, TEXT)
#define TELINJECT_END_LOOP()
#define TELINJECT_ITERATION(N)
#define TELINJECT_OPEN_ITERATION(N)
#define TELINJECT_END_ITERATION()
#define TELINJECT_EXIT(N, REASON)
#define TELINJECT_OPEN_EXIT(N, REASON)
#define TELINJECT_END_EXIT()
#define TELINJECT_BRANCH(P, KIND, TEXT)
#define TELINJECT_OPEN_BRANCH(P, KIND, TEXT)
#define TELINJECT_END_BRANCH()
#define TELINJECT_NO_BRANCH(P, KIND, TEXT)
#define TELINJECT_FALLTHROUGH()
#define TELINJECT_LABEL(P, KIND, TEXT)
#define TELINJECT_SWITCH(N)
#define TELINJECT_CASE(N, P, KIND, TEXT)
#define TELINJECT_END_SWITCH(N, P, KIND, TEXT)
#define TELINJECT_FIRST_BRANCH(N, P, KIND, TEXT)
#define TELINJECT_TERNARY(M)
#define TELINJECT_END_TERNARY(M, P, THEN, ELSE, TEXT)
#define TELINJECT_TRY(N, P, LINES, TYPES)
#define TELINJECT_END_TRY()
#define TELINJECT_CATCH(N)

#else

#define TELINJECT_I_HAS_GUARD(P) __builtin_expect(telinject_g##P != 0, 0)
#define TELINJECT_I_INSIDE(P) (TELINJECT_I_HAS_GUARD(P) && TELINJECT_I_IS_AWAKE(telinject_g##P))
/* A hook for an event inside a function or loop returns its guard, which then may sleep. */
#define TELINJECT_I_BRANCHED(P, SITE) \
  TELINJECT_I_UNUSED(telinject_g##P = TELINJECT_I_CALL(branch)(telinject_g##P, SITE))))
#define TELINJECT_I_WHERE_ONLY "\n" __FILE__ ":" TELINJECT_I_TEXT(__LINE__) "\n"
#define TELINJECT_I_SITE(HEAD, TEXT) HEAD TELINJECT_I_WHERE_ONLY TEXT
/* A hook that may be followed by declarations is a declaration itself (C89). */
#define TELINJECT_I_FIRST(N) __attribute__((__unused__)) __const__ telinject_i_int telinject_h##N

/* for (…) …  becomes  TELINJECT_LOOP(2, 1, "for condition", "i < n") for (…) { TELINJECT_ITERATION(2) … }
 * TELINJECT_END_LOOP() */
#define TELINJECT_LOOP(N, P, KIND, TEXT) \
  { \
    TELINJECT_I_GUARD(N) = \
        TELINJECT_I_INSIDE(P) ? TELINJECT_I_CALL(loop)(telinject_g##P, TELINJECT_I_SITE(KIND, TEXT)) : 0;
#define TELINJECT_END_LOOP() }
/* At the head of the body, where declarations may follow; telinject leaves loops that are jumped into alone. */
#ifdef __cplusplus
#define TELINJECT_ITERATION(N) TELINJECT_I_ITERATION(N)
#else
#define TELINJECT_ITERATION(N) \
  TELINJECT_I_FIRST(N) = TELINJECT_I_INSIDE(N) ? (telinject_g##N = TELINJECT_I_CALL(iteration)(telinject_g##N), 0) : 0;
#endif
#define TELINJECT_I_ITERATION(N) \
  TELINJECT_I_INSIDE(N) \
      ? TELINJECT_I_UNUSED(telinject_g##N = TELINJECT_I_CALL(iteration)(telinject_g##N)))) \
      : TELINJECT_I_NOTHING;
/* The body has no braces. */
#define TELINJECT_OPEN_ITERATION(N) \
  { \
    TELINJECT_I_ITERATION(N)
#define TELINJECT_END_ITERATION() }
/* Before a statement that leaves the loop, or after the loop.  REASON: as for telinject_loop_exit. */
#define TELINJECT_EXIT(N, REASON) \
  TELINJECT_I_HAS_GUARD(N) ? TELINJECT_I_CALL(loop_exit)(telinject_g##N, REASON) : TELINJECT_I_NOTHING;
#define TELINJECT_OPEN_EXIT(N, REASON) \
  { \
    TELINJECT_EXIT(N, REASON)
#define TELINJECT_END_EXIT() }

#define TELINJECT_BRANCH(P, KIND, TEXT) \
  TELINJECT_I_INSIDE(P) ? TELINJECT_I_BRANCHED(P, TELINJECT_I_SITE(KIND, TEXT)) : TELINJECT_I_NOTHING;
#define TELINJECT_FIRST_BRANCH(N, P, KIND, TEXT) \
  TELINJECT_I_FIRST(N) = TELINJECT_I_INSIDE(P) ? (TELINJECT_I_BRANCHED(P, TELINJECT_I_SITE(KIND, TEXT)), 0) : 0;
#define TELINJECT_OPEN_BRANCH(P, KIND, TEXT) \
  { \
    TELINJECT_BRANCH(P, KIND, TEXT)
#define TELINJECT_END_BRANCH() }
#define TELINJECT_NO_BRANCH(P, KIND, TEXT) \
  else { \
    TELINJECT_BRANCH(P, KIND, TEXT) \
  }
/* Inserted before a label into which the code above falls through.  GCC does not warn of that if only a jump (break)
 * follows the label, but does once a hook stands in between. */
#if defined(__GNUC__) && __GNUC__ >= 7 && !defined(__clang__)
#define TELINJECT_FALLTHROUGH() __attribute__((__fallthrough__));
#else
#define TELINJECT_FALLTHROUGH()
#endif
/* TELINJECT_LABEL and TELINJECT_CASE stand after the labels of a switch.  If possibly no label matches,
 * TELINJECT_SWITCH stands before the switch, TELINJECT_CASE sets its flag, and TELINJECT_END_SWITCH tests it after
 * the switch. */
#define TELINJECT_LABEL(P, KIND, TEXT) TELINJECT_BRANCH(P, KIND, TEXT)
#define TELINJECT_SWITCH(N) \
  { \
    telinject_i_int telinject_s##N = 0;
#define TELINJECT_CASE(N, P, KIND, TEXT) \
  TELINJECT_I_HAS_GUARD(P) ? TELINJECT_I_UNUSED(telinject_s##N = 1))) : TELINJECT_I_NOTHING; \
  TELINJECT_BRANCH(P, KIND, TEXT)
#define TELINJECT_END_SWITCH(N, P, KIND, TEXT) \
  TELINJECT_I_INSIDE(P) && !telinject_s##N ? TELINJECT_I_BRANCHED(P, TELINJECT_I_SITE(KIND, TEXT)) \
                                           : TELINJECT_I_NOTHING; \
  }

/* c ? a : b  becomes  TELINJECT_TERNARY(1) c TELINJECT_END_TERNARY(1, 1, "ternary then", "ternary else", "c") ? a : b; M
 * numbers nested pairs from 1. */
#ifdef __cplusplus
#define TELINJECT_TERNARY(M) ::telinject_i_chosen(((
#define TELINJECT_END_TERNARY(M, P, THEN, ELSE, TEXT) ) ? 1 : 0), telinject_g##P, TELINJECT_I_SITE(THEN, TEXT), TELINJECT_I_SITE(ELSE, TEXT))
#else
#define TELINJECT_TERNARY(M) __extension__({ __const__ telinject_i_int telinject_c##M = ((
#define TELINJECT_END_TERNARY(M, P, THEN, ELSE, TEXT) \
  ) ? 1 : 0); \
  TELINJECT_I_INSIDE(P) \
  ? TELINJECT_I_BRANCHED(P, telinject_c##M ? TELINJECT_I_SITE(THEN, TEXT) : TELINJECT_I_SITE(ELSE, TEXT)) \
  : TELINJECT_I_NOTHING; \
  telinject_c##M; \
  })
#endif

#define TELINJECT_TRY(N, P, LINES, TYPES) \
  { \
    TELINJECT_I_GUARD(N) = \
        TELINJECT_I_INSIDE(P) ? TELINJECT_I_CALL(try)(telinject_g##P, TELINJECT_I_SITE(LINES, TYPES)) : 0;
#define TELINJECT_END_TRY() }
#define TELINJECT_CATCH(N) TELINJECT_I_HAS_GUARD(N) ? TELINJECT_I_CALL(catch)(telinject_g##N) : TELINJECT_I_NOTHING;

#endif /* TELINJECT_DISABLE */

#endif
