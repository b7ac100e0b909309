// #if across statements: an if whose else, a loop whose head, a call whose arguments, a switch whose labels another branch holds.
// RUN: %roundtrip %s --std=c99 --list | %FileCheck %s
// RUN: %roundtrip %s --std=c99 -- -DFOO > /dev/null

#include <stdio.h>

static int a(int x) { return x + 1; }
static int split_if(int i) {
  int r = 0;
  if (i) {
    r = 1;
#ifdef FOO
    r = a(r);
  }
#else
    r = 3;
  }
#endif
  // The else is there in one configuration only.
  // CHECK: if (i > 1) TELINJECT_POSTFIX_STEP(1, int) r++ TELINJECT_END_POSTFIX_STEP({{.*}});{{$}}
  if (i > 1) r++;
#ifdef FOO
  else r--;
#endif
#ifndef FOO
  if (r)
#endif
    r += 4;
#ifdef FOO
  if (i == 2) { r = 1; } else
#endif
  { r += 2; }
  if (i == 3
#ifdef FOO
      && r > 2
#endif
  ) r = 9;
  return r;
}
static int split_loop(int n) {
  int r = 0, i;
#ifdef FOO
  for (i = 0; i < n; i++) {
#else
  for (i = n; i > 0; i--) {
#endif
    r += i;
  }
  while (r > 100
#ifdef FOO
         || r == 7
#endif
  ) { r -= 10; }
  do {
    r++;
#ifdef FOO
  } while (r < 3);
#else
  } while (r < 4);
#endif
  for (i = 0; i < n; i++)
#ifdef FOO
    r += 2;
#else
    r += 3;
#endif
  return r;
}
static int split_switch(int x) {
  int r = 0;
  switch (x) {
#ifdef FOO
    case 1:
#else
    case 2:
#endif
    case 3: r = 1; break;
#ifndef FOO
    default: r = 2;
#endif
  }
  r = a(
#ifdef FOO
      r
#else
      x
#endif
  );
  int v = r
#ifdef FOO
          + 1
#endif
      ;
  r +=
#ifdef FOO
      v;
#else
      v + 1;
#endif
  return r;
}

int main(void) {
  for (int i = 0; i < 5; i++) printf("%d %d %d\n", split_if(i), split_loop(i), split_switch(i));
  return 0;
}
// CHECK: conditional i: skipped (macro-at-its-edge)
// CHECK: conditional i > 1: skipped (split-by-preprocessor)
