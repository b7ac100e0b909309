// ?: in C, where capture.ternary asks for it: the condition is hooked as it passes, the branches stay what they were.
// RUN: %roundtrip --events=function,conditional --option=--config=%S/Inputs/ternary.json %s --std=c99,gnu17 --trace --warn=no-overlength-strings | %FileCheck %s --check-prefixes=CHECK,TRACE

#include <stdio.h>

struct pair { int a, b; };

static int choices(int a, int b, const char *p, double d) {
  // CHECK: int r = TELINJECT_TERNARY(1) a > b TELINJECT_END_TERNARY(1, 1, "ternary then", "ternary else", "a > b") ? a : b;
  int r = a > b ? a : b;
  // A null pointer constant must stay one.
  // CHECK: const char *q = TELINJECT_TERNARY(1) p TELINJECT_END_TERNARY(1, 1, "ternary then", "ternary else", "p") ? p : 0;
  const char *q = p ? p : 0;
  // CHECK: r += TELINJECT_TERNARY(1) d TELINJECT_END_TERNARY(1, 1, "ternary then", "ternary else", "d") ? 1 : 2;
  r += d ? 1 : 2;
  // Inside each other: in a branch, in the condition.
  // CHECK: r += TELINJECT_TERNARY(1) a TELINJECT_END_TERNARY(1, 1, {{.*}}, "a") ? 1 : TELINJECT_TERNARY(1) b TELINJECT_END_TERNARY(1, 1, {{.*}}, "b") ? 2 : 3;
  r += a ? 1 : b ? 2 : 3;
  // CHECK: r += TELINJECT_TERNARY(1) (TELINJECT_TERNARY(2) a TELINJECT_END_TERNARY(2, 1, {{.*}}) ? b : a) TELINJECT_END_TERNARY(1, 1, {{.*}}, "(a ? b : a)") ? 4 : 5;
  r += (a ? b : a) ? 4 : 5;
  // What decides nothing, and may have to be a constant, is left alone.
  // CHECK: static const int size = sizeof(int) == 4 ? 1 : 2;
  static const int size = sizeof(int) == 4 ? 1 : 2;
  // CHECK: switch (r) { case 1 ? 3 : 4:{{.*}}break;
  switch (r) { case 1 ? 3 : 4: r = 9; break; }
  // A compound literal would be gone at the end of a statement expression.
  // CHECK: r += (&(struct pair){a, b})->a ? 1 : 0;
  r += (&(struct pair){a, b})->a ? 1 : 0;
  return r + size + (q != p);
}

int main(void) {
  // TRACE: branch ternary then{{.*}} a > b
  // TRACE: branch ternary then{{.*}} p
  // TRACE: branch ternary else{{.*}} d
  printf("%d %d\n", choices(3, 2, "x", 0.0), choices(0, 5, 0, 1.5));
  return 0;
}
