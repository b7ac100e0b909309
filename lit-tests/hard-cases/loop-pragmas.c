// Pragmas that a statement must follow, and those that must stay first in a block, stay where they are; others do not matter.
// RUN: %roundtrip %s --std=gnu11,gnu17 --lax --warn=-Wno-unknown-pragmas --list | %FileCheck %s

#include <stdio.h>

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))
#define UNROLLED _Pragma("GCC unroll 4")
#define UNROLLED_LOOP(i, n) _Pragma("GCC unroll 4") for (i = 0; i < (n); i++)

static int unrolled(const int *a, int n) {
  int s = 0, i;
  // CHECK: {{^}}#pragma GCC unroll 4
  // CHECK-NEXT: {{^}}  for (i = 0; i < n; i++) s += a[i];{{$}}
#pragma GCC unroll 4
  for (i = 0; i < n; i++) s += a[i];
#pragma GCC ivdep
  /* a comment between */
  while (i-- > 0) s++;
#pragma clang loop vectorize_width(2) \
    interleave_count(2)
  do s--; while (s > 20);
  // The parentheses in the text are not the end.
  _Pragma("clang loop unroll_count(4)") for (i = 0; i < n; i++) s += a[i];
  UNROLLED for (i = 0; i < n; i++) s += a[i];
  PRAGMA(GCC unroll (2)) for (i = 0; i < n; i++) s += a[i];
  UNROLLED_LOOP(i, n) s += a[i];
  return s;
}

// CHECK: static double first(double a, double b) {
// CHECK-NEXT: {{^}}#pragma STDC FP_CONTRACT OFF
// CHECK-NEXT: {{^ *}}TELINJECT_FUNCTION(1, "ff@2", "first(a, b) -> double", a, b)double c = TELINJECT_INIT(
static double first(double a, double b) {
#pragma STDC FP_CONTRACT OFF
  double c = a * b;
  // CHECK: for (int i = {{.*}}) {
  // CHECK-NEXT: _Pragma("STDC FP_CONTRACT OFF") TELINJECT_ITERATION(1_1)double d
  for (int i = 0; i < 2; i++) {
    _Pragma("STDC FP_CONTRACT OFF") double d = a * b;
    c += d;
  }
  // Where another directive follows, the hook's block stands around.
  // CHECK: if (c > 1) TELINJECT_OPEN_BRANCH({{.*}}) {
  if (c > 1) {
#pragma STDC FP_CONTRACT OFF
#ifndef OTHER
    double e = a * b;
#endif
    c += e;
  } else
    c = 0;
  return c;
}
// CHECK: {{^}}static double unsure(double a) {{[{]$}}
static double unsure(double a) {
#pragma STDC FP_CONTRACT OFF
#ifdef OTHER
  a *= 2;
#endif
  return a + 1;
}

static int diagnosed(int n) {
  int i;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-compare"
  if ((unsigned)n < n) n = 2;
#pragma GCC diagnostic pop
  // CHECK: TELINJECT_LOOP({{.*}}) for (TELINJECT_ASSIGN({{.*}}) i = 0 {{.*}} n += i TELINJECT_END_ASSIGN(
  i = 0; for (i = 0; i < 2; i++) n += i;
  switch (n) {
#pragma GCC diagnostic push
    case 1:
#pragma GCC diagnostic pop
      n = 4;
      break;
    // CHECK: case 2: TELINJECT_
    case 2: n = 5; break;
  }
  return n;
}

int main(void) {
  static const int a[] = {1, 2, 3};
  printf("%d %g %g %d %d\n", unrolled(a, 3), first(2, 3), unsure(1), diagnosed(1), diagnosed(0));
  return 0;
}
// CHECK: loop i = 0; i < n; i++: skipped (pragma-before)
// CHECK: loop i-- > 0: skipped (pragma-before)
// CHECK: loop s > 20: skipped (pragma-before)
// CHECK: loop i = 0; i < n; i++: skipped (pragma-before)
// CHECK: loop i = 0; i < n; i++: skipped (pragma-before)
// CHECK: loop i = 0; i < n; i++: skipped (pragma-before)
// CHECK: function unsure: skipped (pragma-before)
