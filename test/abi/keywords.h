/* What is inserted, where every keyword is a macro: neither the headers nor the inserted macros use any.  But for
 * TELINJECT_NO_BRANCH and the second bodies, which the rewriter does not insert there. */
#include "keyword_macros.h"

#include <telinject/by_hand.h>

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
