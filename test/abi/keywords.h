/* What is inserted, where every keyword is a macro: neither the headers nor the inserted macros use any.  But for
 * TELINJECT_NOT_TAKEN and the second bodies, which the rewriter does not insert there. */
#include "keyword_macros.h"

#include <telinject/by_hand.h>

telinject_i_int keywords(telinject_i_int);
telinject_i_int keywords(telinject_i_int a) {
  TELINJECT_FUNCTION(1, "ix", "keywords(a, b)", a, TELINJECT_ENUM(a))
  TELINJECT_SPAN("by hand");
  telinject_i_int n = TELINJECT_BEGIN("by hand");
  telinject_i_int x;
  TELINJECT_DECLARED(1, "i", "x : int", n)
  TELINJECT_END(n);
  TELINJECT_LOOP(2, 1, "for condition", "a"){
      TELINJECT_FIRST_ITERATION(2) TELINJECT_ENDS(2, 'b') TELINJECT_OPEN_ITERATION(2) TELINJECT_CLOSE()
          TELINJECT_OPEN_ENDS(2, 'c') TELINJECT_CLOSE()} TELINJECT_CLOSE() TELINJECT_OPEN_BRANCH(1, "if then", "a")
      TELINJECT_CLOSE(){TELINJECT_FIRST_BRANCH(3, 1, "if then", "a")
                            TELINJECT_FIRST_DECLARED(1, 1, "i", "x : int", n)} TELINJECT_SWITCH(3) {
    TELINJECT_CASE(3, 1, "switch case 1", "a");
  }
  TELINJECT_LABEL(1, "switch case 2", "a")
  TELINJECT_NO_CASE(3, 1, "switch none", "a")
  TELINJECT_TRY(4, 1, "", "T"){TELINJECT_CATCH(4)} TELINJECT_CLOSE() x =
      TELINJECT_CHOOSE(1) a TELINJECT_CHOSEN(1, 1, "ternary then", "ternary else", "a") ? 1 : 2;
  TELINJECT_CHANGE(1, __auto_type) n = a TELINJECT_CHANGED(1, 1, "i", "n : int");
  TELINJECT_STEP(1, telinject_i_int)++ n TELINJECT_STEPPED(1, 1, "ii", "n : int", +1);
  TELINJECT_STEP_LATER(1, telinject_i_int) n++ TELINJECT_STEPPED_LATER(1, 1, "ii", "n : int", +1);
  TELINJECT_DISCARD()
  x, TELINJECT_STEP(1, telinject_i_int)++ n TELINJECT_STEPPED(1, 1, "ii", "n : int", +1) TELINJECT_DISCARDED();
  TELINJECT_WRITE() x = n TELINJECT_WRITTEN(1, "i", "x : int", x);
  x = TELINJECT_RETURN(1, telinject_i_int) x TELINJECT_RETURNED(1, "i");
  {
    telinject_i_double d = TELINJECT_RETURN(1, telinject_i_double) TELINJECT_REAL(x) TELINJECT_RETURNED_REAL(1, "f");
    TELINJECT_CHANGE(1, __auto_type) d = TELINJECT_REAL(n) TELINJECT_CHANGED_REAL(1, 1, "f", "d : double");
    TELINJECT_WRITE() x = d > 1 TELINJECT_WRITTEN(1, "i", "x : int", x);
  }
#ifdef TELINJECT_TEST_CXX
  TELINJECT_TEST_CXX
#endif
  {
    __extension__ telinject_i_long_long wide = x;
    TELINJECT_CHANGE(1, __auto_type) wide = n TELINJECT_CHANGED(1, 1, "x", "wide : long long");
  }
  *&n = x;
#include "keyword_macros_off.h"
  return n;
}
