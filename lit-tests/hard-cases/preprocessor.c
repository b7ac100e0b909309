// #if across a body, a parameter list, a return: what an insertion would unbalance or misname is left out.
// RUN: %roundtrip --option=--events=function %s --std=c99 --list | %FileCheck %s --check-prefixes=CHECK,PLAIN
// RUN: %roundtrip %s --std=c99 > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=c11 --list -- -DEXTRA | %FileCheck %s --check-prefixes=CHECK,EXTRA

#include <stdio.h>

// Two heads, one body: the guard stands in the shared part only where the brace does.
#ifdef EXTRA
static int heads(int x, int y) {
#else
static int heads(int x) {
  int y = 0;
#endif
  return x + y;
}

// One brace for both: arguments are not captured, as the other configuration has others.
static int shared(int x
#ifdef EXTRA
                  , int y
#endif
// CHECK: {{^}}) { TELINJECT_FUNCTION(1, "@{{[0-9]+}}", "shared() -> int") return x{{$}}
) { return x
#ifdef EXTRA
    + y
#endif
    ;
}

// A return whose halves stand in different branches.
static int split(int x) {
#ifdef EXTRA
  return x +
#else
  return 2 *
#endif
      x;
}

// Whole functions in branches are no trouble.
#ifndef EXTRA
// PLAIN: static int only(void) { TELINJECT_FUNCTION(1, "", "only() -> int") return
static int only(void) { return 1; }
#else
// EXTRA: static int only(void) { TELINJECT_FUNCTION(1, "", "only() -> int") return
static int only(void) { return 2; }
#endif

int main(void) {
#ifdef EXTRA
  printf("%d %d %d %d\n", heads(1, 2), shared(3, 4), split(5), only());
#else
  printf("%d %d %d %d\n", heads(1), shared(3), split(5), only());
#endif
  return 0;
}
// CHECK: function heads: skipped (split-by-preprocessor)
// CHECK: function shared: instrumented
// CHECK: function only: instrumented
