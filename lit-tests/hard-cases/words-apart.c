// What is inserted before a statement or an expression must not run into the word before it.
// RUN: %roundtrip %s --std=c99,c17 --warn=-Wno-empty-body | %FileCheck %s

#include <stdio.h>

#define NOTHING

static int near(int x) {
  int r[2] = {0, 0}, *p = r;
  // CHECK: else TELINJECT_OPEN_BRANCH(1, "if else", "x")TELINJECT_ASSIGN(1, __auto_type) *p=2 TELINJECT_END_ASSIGN(1, 1, "i", "*p : int"); TELINJECT_END_BRANCH(){{$}}
  if(x)*p=1;else*p=2;
  // CHECK: else TELINJECT_OPEN_BRANCH(1, "if else", "x > 1"); TELINJECT_END_BRANCH(){{$}}
  if (x > 1) p++; else;
  // CHECK: do TELINJECT_OPEN_ITERATION(1_1)TELINJECT_STEP(1, int) --x TELINJECT_END_STEP({{.*}}); TELINJECT_END_ITERATION()while(x>0);
  do--x;while(x>0);
  // CHECK: return TELINJECT_RETURN(1, int)TELINJECT_STEP(1, int) ++*p TELINJECT_END_STEP({{.*}}) TELINJECT_END_RETURN(1, "i");{{$}}
  return++*p;
}

int main(void) {
  printf("%d %d %d\n", near(0), near(1), near(2));
  return 0;
}
