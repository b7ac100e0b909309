// Labels of a switch in every position: nothing stands between two labels, before the first, or between a fall-through and its label.
// RUN: %roundtrip %s --std=gnu11,gnu17 --lax --cc=gcc --warn=-Wimplicit-fallthrough --warn=-Wno-switch-unreachable --warn=-Wno-switch > /dev/null
// RUN: %roundtrip %s --std=gnu11,gnu17 --lax --warn=-Wno-implicit-fallthrough --warn=-Wno-switch-unreachable --warn=-Wno-switch --list --trace | %FileCheck %s

#include <stdio.h>

#define CASE(x) case x:
#define BREAK break;
enum kind { SMALL, LARGE, HUGE_ONE };

static int stacked(int x) {
  int r = 0;
  // CHECK: case 1:
  // CHECK-NEXT: {{^}} case 2:{{$}}
  // CHECK-NEXT: {{^}} again: case 3: TELINJECT_CASE(1_1, 1, "switch case 1, case 2, case 3@3", "x") {{.*}}r++
  switch (x) {
    case 1:
    case 2:
    again: case 3: r++;
      /* fall through */
    case 4: r += 10;
      // fallthrough
    case 5 ... 9: r += 100; __attribute__((fallthrough));
    case 10:
      if (r < 105) goto again;
      break;
    case 11: for (;;) { if (r++ > 3) return r; }
    case 12: while (1) if (r++ > 4) return r;
    case 13: { return 13; }
    case 14: if (r) return 1; else return 2;
    case 15: do { return 15; } while (0);
  }
  return r;
}
static int before_labels(int x) {
  // CHECK: switch (x) { int k; case 1: TELINJECT_CASE(
  switch (x) { int k; case 1: k = x; x += k; }
  // CHECK: switch (x) { int k = {{.*}} 5 {{.*}}; case 2: TELINJECT_CASE(
  switch (x) { int k = 5; case 2: k = 3; x += k; }
  // No block: left alone.
  // CHECK: {{^}} switch (x) case 5: { {{.*}}x = 50{{.*}} }{{$}}
  switch (x) case 5: { x = 50; }
  switch (x) default: x++;
  switch (x) { }
  switch (x)
    ;
  return x;
}
static int nested(int x, enum kind k) {
  int r = 0;
  switch (x) {
    default: r = 1; break;
    case 1: {
      int inner = 2;
      switch (k) { case SMALL: r = inner; break; case LARGE: r = 3; default:; }
      break;
    }
    case 2: if (k == LARGE) { case 3: r = 5; } else { r = 6; } break;
  }
  switch (k) {
    CASE(SMALL) r++; BREAK
    case LARGE:
#ifdef OTHER
    case HUGE_ONE:
#else
    case HUGE_ONE + 1:
#endif
      r += 2;
    break;
    case HUGE_ONE: ;
  }
  // An empty statement behind the label, a label at the end.
  switch (x) { case 1: ; int y = 3; r += y; break; case 2: break; default: break; }
  return r;
}

int main(void) {
  for (int i = 0; i < 17; i++) printf("%d %d %d\n", stacked(i), before_labels(i), nested(i, (enum kind)(i % 3)));
  return 0;
}
// CHECK: conditional x: instrumented
// CHECK: conditional x: skipped (label-without-block)
// CHECK: conditional k: skipped (macro-at-its-edge)
// CHECK: === trace
// CHECK: branch switch none | x
// CHECK: branch switch case 1, case 2, case 3 | x
// CHECK-NEXT: change r
// CHECK-NEXT: branch switch case 4 | x
