#include <stdio.h>
#include <telinject/telinject.h> /* injected */
enum color { RED, GREEN };
TELINJECT_BODIES(float, half, int telinject_g0, float f) static float half(float f) { TELINJECT_DIVERT(float, half, (int telinject_g0, float f), (telinject_g0, f)) TELINJECT_FUNCTION(1, "f", "half(f) -> float", TELINJECT_REAL(f)) TELINJECT_BODY(float, half, (const int telinject_g1, float f), (telinject_g1, f)) return TELINJECT_RETURN(1, float) f / 2 TELINJECT_RETURNED_REAL(1, "f"); }
TELINJECT_BODIES(void, nothing, int telinject_g0) static void nothing(void) { TELINJECT_DIVERT_VOID(nothing, (int telinject_g0), (telinject_g0)) TELINJECT_FUNCTION(1, "", "nothing()") TELINJECT_BODY_VOID(nothing, (const int telinject_g1), (telinject_g1)) }
TELINJECT_BODIES(int, flow, int telinject_g0, int n, int *p) static int flow(int n, int *p) { TELINJECT_DIVERT(int, flow, (int telinject_g0, int n, int *p), (telinject_g0, n, p)) TELINJECT_FUNCTION(1, "ip", "flow(n, p) -> int", n, p) TELINJECT_BODY(int, flow, (const int telinject_g1, int n, int *p), (telinject_g1, n, p))
  int i = TELINJECT_INITIAL(1, int) 0 TELINJECT_CHANGED(1, 1, "i", "i : int"), sum = TELINJECT_INITIAL(1, int) 0 TELINJECT_CHANGED(1, 1, "i", "sum : int");
  struct { int a; } pair = {1}; TELINJECT_FIRST_DECLARED(1, 1, "o", "pair : struct (unnamed)")
  float f = TELINJECT_INITIAL(1, float) 1 TELINJECT_CHANGED_REAL(1, 1, "f", "f : float");
  TELINJECT_LOOP(1_1, 1, "for condition", "i = 0; i < n; i++") for (TELINJECT_CHANGE(1, __auto_type) i = 0 TELINJECT_CHANGED(1, 1_1, "i", "i : int"); i < n; TELINJECT_STEP_LATER(1, int) i++ TELINJECT_STEPPED_LATER(1, 1_1, "ii", "i : int", +1)) { TELINJECT_FIRST_ITERATION(1_1) int k = TELINJECT_INITIAL(1, int) i TELINJECT_CHANGED(1, 1_1, "i", "k : int"); if (k == 3) TELINJECT_OPEN_BRANCH(1_1, "if then", "k == 3") TELINJECT_OPEN_ENDS(1_1, 'b') break; TELINJECT_CLOSE() TELINJECT_CLOSE() TELINJECT_NOT_TAKEN(1_1, "if none", "k == 3") TELINJECT_CHANGE(1, __auto_type) sum += k TELINJECT_CHANGED(1, 1_1, "i", "sum : int"); } TELINJECT_CLOSE()
  TELINJECT_LOOP(1_1, 1, "while condition", "n-- > 0") while (TELINJECT_STEP_LATER(1, int) n-- TELINJECT_STEPPED_LATER(1, 1_1, "ii", "n : int", -1) > 0)
    TELINJECT_OPEN_ITERATION(1_1) TELINJECT_STEP_LATER(1, int) sum++ TELINJECT_STEPPED_LATER(1, 1_1, "ii", "sum : int", +1); TELINJECT_CLOSE() TELINJECT_CLOSE()
  TELINJECT_LOOP(1_1, 1, "do return", "sum > 5") do { TELINJECT_ITERATION(1_1) if (sum > 9) TELINJECT_OPEN_BRANCH(1_1, "if then", "sum > 9") return TELINJECT_RETURN(1, int) sum TELINJECT_RETURNED(1, "i"); TELINJECT_CLOSE() TELINJECT_NOT_TAKEN(1_1, "if none", "sum > 9") TELINJECT_STEP(1, int) --sum TELINJECT_STEPPED(1, 1_1, "ii", "sum : int", -1); } while (sum > 5); TELINJECT_ENDS(1_1, 'c') TELINJECT_CLOSE()
  if (sum) { TELINJECT_FIRST_BRANCH(1_1, 1, "if then", "sum") int k = TELINJECT_INITIAL(1, int) 1 TELINJECT_CHANGED(1, 1, "i", "k : int"); TELINJECT_CHANGE(1, __auto_type) sum = k TELINJECT_CHANGED(1, 1, "i", "sum : int"); } else if (n) TELINJECT_OPEN_BRANCH(1, "if else if 1", "sum") TELINJECT_CHANGE(1, __auto_type) sum = 2 TELINJECT_CHANGED(1, 1, "i", "sum : int"); TELINJECT_CLOSE() TELINJECT_NOT_TAKEN(1, "if none", "sum")
  TELINJECT_SWITCH(1_1) switch (n) { case 1: TELINJECT_CASE(1_1, 1, "switch case 1", "n") TELINJECT_STEP_LATER(1, int) sum++ TELINJECT_STEPPED_LATER(1, 1, "ii", "sum : int", +1); TELINJECT_FALLS() case 2: TELINJECT_CASE(1_1, 1, "switch case 2", "n") break; case 3: TELINJECT_CASE(1_1, 1, "switch case 3", "n") TELINJECT_CHANGE(1, __auto_type) sum = TELINJECT_CHOOSE(1) sum TELINJECT_CHOSEN(1, 1, "ternary then", "ternary else", "sum") ? 4 : 5 TELINJECT_CHANGED(1, 1, "i", "sum : int"); } TELINJECT_NO_CASE(1_1, 1, "switch none", "n")
  switch (n) { default: TELINJECT_LABEL(1, "switch default", "n") TELINJECT_CHANGE(1, __auto_type) sum = 6 TELINJECT_CHANGED(1, 1, "i", "sum : int"); }
  TELINJECT_DISCARD() p && (TELINJECT_CHANGE(1, __auto_type) *p = 7 TELINJECT_CHANGED(1, 1, "i", "*p : int")) TELINJECT_DISCARDED();
  TELINJECT_CHANGE(1, __auto_type) f = half(f) TELINJECT_CHANGED_REAL(1, 1, "f", "f : float");
  TELINJECT_CHANGE(1, __auto_type) pair.a = 2 TELINJECT_CHANGED(1, 1, "i", "pair.a : int");
  nothing();
  return TELINJECT_RETURN(1, int) sum + (int)f + pair.a + (TELINJECT_CHOOSE(1) p TELINJECT_CHOSEN(1, 1, "ternary then", "ternary else", "p") ? *p : 0) TELINJECT_RETURNED(1, "i");
}
int main(void) { TELINJECT_FUNCTION(1, "", "main() -> int")
  int x = TELINJECT_INITIAL(1, int) 0 TELINJECT_CHANGED(1, 1, "i", "x : int");
  printf("%d\n", flow(5, &x));
  return TELINJECT_RETURN(1, int) GREEN - 1 TELINJECT_RETURNED(1, "i");
}
