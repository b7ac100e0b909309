/* What is inserted, where every keyword is a macro: neither the headers nor the inserted macros use any.  But for
 * TELINJECT_NO_BRANCH and the second bodies, which the rewriter does not insert there. */
#include "keyword_macros.h"

#include <telinject/by_hand.h>

/* Calls of a library. */
telinject_i_int keywords_set(telinject_i_void *, telinject_i_int, telinject_i_void *);
telinject_i_int keywords_call(telinject_i_void *);
#ifdef __cplusplus
#define TELINJECT_TEST_STATE(M) TELINJECT_CALL_STATE(M, telinject_i_int) TELINJECT_CALL_TEXTS(M)
#else
#define TELINJECT_TEST_STATE(M)
#endif
telinject_i_void keywords_calls(telinject_i_int *, telinject_i_void *);
telinject_i_void keywords_calls(telinject_i_int *x, telinject_i_void *p) {
  TELINJECT_TEST_STATE(1)
  TELINJECT_TEST_STATE(2)
  TELINJECT_TEST_STATE(3)
  TELINJECT_FUNCTION(1, "p", "keywords_calls(x, p)", p)
  *x = TELINJECT_CALL(1, 1, "hc1", "lib client", "call", 0)
      keywords_call(TELINJECT_INJECTED_ARG(1) p TELINJECT_END_INJECTED_ARG(1, "h", (keywords_set), 1))
          TELINJECT_END_CALL(1, "Ri error!=0", TELINJECT_RESTORE(1, (keywords_set), 1),
                             TELINJECT_ON_ERROR(1, "l error.type", TELINJECT_RESULT(1)));
  *x += TELINJECT_CALL(2, 1, "hb1", "lib client", "call", 0)
      keywords_call(TELINJECT_KEPT_ARG(2) p TELINJECT_END_KEPT_ARG(2, "h", (keywords_set), 1))
          TELINJECT_END_CALL(2, "Ri", 0);
  *x += TELINJECT_TEXTS_CALL(3, 1, "hc1", "lib client", "call", TELINJECT_ARGUMENT(3, "h", p),
                             TELINJECT_ADD_HEADER(3, p == 0, (keywords_set)(p, 1, 0)))
      keywords_call(TELINJECT_ARG(3) p TELINJECT_END_ARG(3, "-")) TELINJECT_END_TEXTS_CALL(
          3, "Ri", TELINJECT_ERASE_HEADER(3, (keywords_set)(p, 2, 0)),
          TELINJECT_AFTER(3, "l error.code", ((keywords_set)(p, 1, TELINJECT_OUT(3)), *TELINJECT_LONG(3))),
          TELINJECT_AFTER(3, "s error.message",
                          ((keywords_set)(p, 255, TELINJECT_TEXT_ROOM(3, 0)), &telinject_t3[0][0])));
}

telinject_i_int keywords(telinject_i_int);
telinject_i_int keywords(telinject_i_int a) {
  TELINJECT_FUNCTION(1, "ix", "keywords(a, b)", a, TELINJECT_ENUM(a))
  TELINJECT_SPAN("by hand");
  telinject_i_int n = TELINJECT_BEGIN("by hand");
  telinject_i_int x;
  TELINJECT_DECLARATION(2, 1, "i", "x : int", n)
  TELINJECT_END(n);
  TELINJECT_LOOP(2, 1, "for condition", "a"){TELINJECT_ITERATION(2) TELINJECT_EXIT(2, 'b') TELINJECT_OPEN_ITERATION(
      2) TELINJECT_END_ITERATION() TELINJECT_OPEN_EXIT(2, 'c') TELINJECT_END_EXIT()} TELINJECT_END_LOOP()
      TELINJECT_OPEN_BRANCH(1, "if then", "a")
          TELINJECT_END_BRANCH(){TELINJECT_FIRST_BRANCH(3, 1, "if then", "a")
                                     TELINJECT_DECLARATION(1, 1, "i", "x : int", n)} TELINJECT_SWITCH(3) {
    TELINJECT_CASE(3, 1, "switch case 1", "a");
  }
  TELINJECT_LABEL(1, "switch case 2", "a")
  TELINJECT_END_SWITCH(3, 1, "switch none", "a")
  TELINJECT_TRY(4, 1, "", "T"){TELINJECT_CATCH(4)} TELINJECT_END_TRY() x =
      TELINJECT_TERNARY(1) a TELINJECT_END_TERNARY(1, 1, "ternary then", "ternary else", "a") ? 1 : 2;
  TELINJECT_ASSIGN(1, __auto_type) n = a TELINJECT_END_ASSIGN(1, 1, "i", "n : int");
  TELINJECT_STEP(1, telinject_i_int)++ n TELINJECT_END_STEP(1, 1, "ii", "n : int", +1);
  TELINJECT_POSTFIX_STEP(1, telinject_i_int) n++ TELINJECT_END_POSTFIX_STEP(1, 1, "ii", "n : int", +1);
  TELINJECT_DISCARD()
  x, TELINJECT_STEP(1, telinject_i_int)++ n TELINJECT_END_STEP(1, 1, "ii", "n : int", +1) TELINJECT_END_DISCARD();
  TELINJECT_WRITE() x = n TELINJECT_END_WRITE(1, "i", "x : int", x);
  x = TELINJECT_RETURN(1, telinject_i_int) x TELINJECT_END_RETURN(1, "i");
  {
    telinject_i_double d = TELINJECT_RETURN(1, telinject_i_double) TELINJECT_REAL(x) TELINJECT_END_RETURN(1, "f");
    TELINJECT_ASSIGN(1, __auto_type) d = TELINJECT_REAL(n) TELINJECT_END_ASSIGN(1, 1, "f", "d : double");
    TELINJECT_WRITE() x = d > 1 TELINJECT_END_WRITE(1, "i", "x : int", x);
  }
#ifdef TELINJECT_TEST_CXX
  TELINJECT_TEST_CXX
#endif
  {
    __extension__ telinject_i_long_long wide = x;
    TELINJECT_ASSIGN(1, __auto_type) wide = n TELINJECT_END_ASSIGN(1, 1, "x", "wide : long long");
  }
  *&n = x;
#include "keyword_macros_off.h"
  return n;
}
