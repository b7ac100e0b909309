// What compilers know of the flow of control stays: noreturn, while (1), unreachable code, dead branches, missing returns.
// RUN: %roundtrip %s --std=c11 --warn=-Wreturn-type --warn=-Wmissing-noreturn --list -- -DDEAD | %FileCheck %s
// RUN: %roundtrip %s --std=c11 --warn=-Wreturn-type --warn=-Wunreachable-code > /dev/null
// RUN: %roundtrip --preset=c-everything %s > /dev/null

#include <stdio.h>
#include <stdlib.h>

enum color { red, green };
void absent(void);

static _Noreturn void for_ever(int n) {
  while (1) { if (n++ > 3) exit(0); }
}
static _Noreturn void stop(void) { for (;;) abort(); }
// CHECK: static int endless(int n) { {{.*}}TELINJECT_LOOP(1_1, 1, "while return", "1") while (1)
static int endless(int n) { while (1) { if (n++ > 5) return n; } }
static int endless_for(int n) { for (;;) { if (n++ > 5) return n; else if (n > 100) stop(); } }
static int endless_do(int n) { do { if (n++ > 5) return n; } while (1); }
static int every(enum color c) { switch (c) { case red: return 1; case green: break; } return 2; }
static int both(int n) { if (n) { return 1; } else { return 2; } }
static int inverted(int n) { if (n > 3) return 1; else stop(); }
static int broken(int n) { for (;;) { if (n++ > 4) break; } return n; }
#ifdef DEAD
// Dead code is not linked to.
// CHECK: static int dead(int n) { {{.*}}if (0) TELINJECT_OPEN_BRANCH(1, "if then", "0") absent(); TELINJECT_END_BRANCH() TELINJECT_NO_BRANCH(1, "if none", "0")
static int dead(int n) { if (0) absent(); while (0) absent(); for (; 0;) absent(); return sizeof(int) == 4 ? n : 0; }
#else
static int dead(int n) { return n; }
#endif
static int label(int n) { if (n) goto out; n = 2; out: return n; }
static int set(int n) { int r; if (n) r = 1; else r = 2; return r; }
static int set_switch(enum color c) { int r; switch (c) { case red: r = 1; break; case green: r = 2; break; default: r = 3; } return r; }
static int set_loop(int n) { int r; do { r = n; } while (r > 100); return r; }

int main(void) {
  printf("%d %d %d %d %d %d %d\n", endless(1), endless_for(1), endless_do(1), every(green), both(1), inverted(5), broken(1));
  printf("%d %d %d %d %d\n", dead(1), label(0), set(0), set_switch(red), set_loop(4));
  fflush(stdout);
  for_ever(0);
}
// CHECK: loop 1: instrumented
// CHECK-NOT: skipped
