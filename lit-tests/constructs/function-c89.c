/* C89: declarations first, no // comments, K&R definitions; main without return is left alone.
RUN: %roundtrip --preset=c89 --events=function %s --trace --list | %FileCheck %s
RUN: %roundtrip %s --std=c89 --warn=-Wdeclaration-after-statement --warn=-Wno-return-type --warn=-Wno-implicit-int --warn=-Wno-deprecated-non-prototype --warn=-Wno-strict-prototypes > /dev/null
RUN: %roundtrip --option=--events=function %s --std=gnu89,c99,gnu17 --warn=-Wno-deprecated-non-prototype --warn=-Wno-strict-prototypes --no-launcher -- -DNEWER | %FileCheck --check-prefix=NEWER %s
*/
#include <stdio.h>

/*
CHECK: int old(a, b, text)
CHECK-NEXT: int a;
CHECK-NEXT: long b;
CHECK-NEXT: char *text;
CHECK-NEXT: { TELINJECT_FUNCTION(1, "ilp@4", "old(a, b, text) -> int", a, b, text)
CHECK-NEXT: int first = a;
*/
int old(a, b, text)
  int a;
  long b;
  char *text;
{
  int first = a;
  long second = b;
  return first + (int)second + text[0];
}

/*
CHECK: static void narrow(f, c, s) float f; char c; short s; { TELINJECT_FUNCTION(1, "fci", "narrow(f, c, s)", TELINJECT_REAL(f), c, s) printf
*/
static void narrow(f, c, s) float f; char c; short s; { printf("%g %c %d\n", (double)f, c, s); }

#ifdef NEWER
#define START int main()
#else
#define START main()
#endif
/*
CHECK: {{^}}START {{[{]$}}
NEWER: {{^}}START { TELINJECT_FUNCTION(1, "", "main() -> int")
*/
START {
  static char text[] = "A";
  narrow(1.5f, 'x', 7);
  printf("%d\n", old(1, 2L, text));
#ifdef NEWER
  return 0;
#else
  fflush(stdout);
#endif
}
/*
CHECK: function old: instrumented
CHECK: function main: skipped (c89-main-without-return)
CHECK: === trace
CHECK-NEXT: > narrow@{{[0-9]+}}(f=1.5, c='x', s=7)
CHECK: > old@{{[0-9]+}}(a=1, b=2, text=pointer)
CHECK: < old = 68
*/
