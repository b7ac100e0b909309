// Loops in C: a block with a guard around, a hook in the body, and a word where they are left in an unusual way.
// RUN: %roundtrip --preset=c --events=function,loop %s --trace --warn=no-implicit-fallthrough,no-misleading-indentation | %FileCheck %s --check-prefixes=CHECK,TRACE
// RUN: %roundtrip --option=--events=loop %s --std=gnu11 --lax --warn=-Wno-implicit-fallthrough --warn=-Wno-misleading-indentation | %FileCheck %s --check-prefix=ALONE

#include <stdio.h>

// CHECK: static int sum(const int *a, int n) { TELINJECT_FUNCTION
// CHECK: TELINJECT_LOOP(1_1, 1, "for condition", "i = 0; i < n; i++") for (i = 0; i < n; i++) TELINJECT_OPEN_ITERATION(1_1) s += a[i]; TELINJECT_END_ITERATION() TELINJECT_END_LOOP()
// ALONE: static int sum(const int *a, int n) { TELINJECT_SCOPE(1, "", "sum() -> int")
// ALONE-NEXT: int i, s = 0;
// ALONE-NEXT: TELINJECT_LOOP(1_1, 1, "for condition",
static int sum(const int *a, int n) {
  int i, s = 0;
  for (i = 0; i < n; i++) s += a[i];
  return s;
}

static int ways(int n) {
  int i = 0;
  // The condition alone, and declarations behind the hook.
  // CHECK: TELINJECT_LOOP(1_1, 1, "while condition", "i < 2") while (i < 2) { TELINJECT_ITERATION(1_1) int k = 1; i += k; } TELINJECT_END_LOOP()
  while (i < 2) { int k = 1; i += k; }
  // A break alone.
  // CHECK: TELINJECT_LOOP(1_1, 1, "for break", ";;") for (;;) { TELINJECT_ITERATION(1_1) if (i++ > 3) break; } TELINJECT_END_LOOP()
  for (;;) { if (i++ > 3) break; }
  // A break and the condition: the break says so.
  // CHECK: TELINJECT_LOOP(1_1, 1, "do condition", "i < 100") do { TELINJECT_ITERATION(1_1) if (i == 7) TELINJECT_OPEN_EXIT(1_1, 'b') break; TELINJECT_END_EXIT() i++; } while (i < 100); TELINJECT_END_LOOP()
  do { if (i == 7) break; i++; } while (i < 100);
  // The break of a switch inside is not the loop's.
  // CHECK: "while condition", "i < 9") while (i < 9) { TELINJECT_ITERATION(1_1) switch (i) { case 8: break; default: break; } i++; } TELINJECT_END_LOOP()
  while (i < 9) { switch (i) { case 8: break; default: break; } i++; }
  // goto, return and the condition.
  // CHECK: TELINJECT_LOOP(1_1, 1, "for return", "; i < 20; i++") for (; i < 20; i++) { TELINJECT_ITERATION(1_1)
  for (; i < 20; i++) {
    // CHECK: if (i == n) TELINJECT_OPEN_EXIT(1_1, 'g') goto out; TELINJECT_END_EXIT()
    if (i == n) goto out;
    if (i == n + 100) return -1;
  // CHECK: } TELINJECT_EXIT(1_1, 'c') TELINJECT_END_LOOP()
  }
out:
  // Nested, as bodies of each other, and behind a label.
again:
  // CHECK: TELINJECT_LOOP(1_1, 1, "while condition", "i > 10") while (i > 10) TELINJECT_OPEN_ITERATION(1_1) TELINJECT_LOOP(1_2, 1_1, "do condition", "i > 12") do TELINJECT_OPEN_ITERATION(1_2) i -= 2; TELINJECT_END_ITERATION() while (i > 12); TELINJECT_END_LOOP() TELINJECT_END_ITERATION() TELINJECT_END_LOOP()
  while (i > 10) do i -= 2; while (i > 12);
  if (i++ == 10) goto again;
  // Nothing in it.
  // CHECK: while (i-- > 5)TELINJECT_OPEN_ITERATION(1_1) ; TELINJECT_END_ITERATION() TELINJECT_END_LOOP()
  while (i-- > 5);
  return i;
}

/* Jumped into: no guard can stand around. */
static int duff(int n) {
  int c = 0;
  // CHECK: switch (n & 1) { case 0: do { c++; case 1: c++; } while (--n > 0); }
  switch (n & 1) { case 0: do { c++; case 1: c++; } while (--n > 0); }
  // CHECK: if (n) goto in; while (n++ < 3) { in: c++; }
  if (n) goto in; while (n++ < 3) { in: c++; }
  return c;
}

static int computed(int n) {
  static void *const to[] = {&&a, &&b};
  // CHECK: for (; n > 0; n--) goto *to[n & 1];
  for (; n > 0; n--) goto *to[n & 1];
a: return 1;
b: return 2;
}

#define FOREVER for (;;)
#define EACH(i, n) for (i = 0; i < n; i++)
#define WHOLE(i) do { i++; } while (0)
static int macros(int n) {
  int i;
  // A macro that is a loop's beginning.
  // CHECK: TELINJECT_LOOP(1_1, 1, "for condition", "EACH (i, n)") EACH (i, n) { TELINJECT_ITERATION(1_1) n--; } TELINJECT_END_LOOP()
  EACH (i, n) { n--; }
  // CHECK: TELINJECT_LOOP(1_1, 1, "for break", "FOREVER") FOREVER { TELINJECT_ITERATION(1_1) if (n++ > 3) break; } TELINJECT_END_LOOP()
  FOREVER { if (n++ > 3) break; }
  // CHECK: {{^ *}}WHOLE(i);
  WHOLE(i);
  return i + n;
}

int main(void) {
  static const int a[] = {1, 2, 3};
  printf("%d %d %d %d %d %d\n", sum(a, 3), ways(15), ways(500), duff(5), computed(3), macros(4));
  return 0;
}
// TRACE: {{^}}=== trace
// TRACE: > sum@
// TRACE-NEXT: loop for {{.*}}loop.c:[[#]] i = 0; i < n; i++
// TRACE-NEXT: iteration 1
// TRACE-NEXT: iteration 2
// TRACE-NEXT: iteration 3
// TRACE-NEXT: loop-exit condition
// TRACE-NEXT: < sum = 6
