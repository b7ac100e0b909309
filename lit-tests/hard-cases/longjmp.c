// setjmp in every place it may stand, longjmp out of loops, branches and many frames: again and again the spans come out right.
// RUN: %roundtrip %s --std=gnu11 --lax --warn=-Wno-clobbered --list --trace | %FileCheck %s

#include <setjmp.h>
#include <stdio.h>

static jmp_buf env;
static sigjmp_buf signal_env;
static volatile int count;

static void leap(int v) { for (int i = 0; i < 3; i++) if (i == 1) longjmp(env, v); }
static void deep(int n) { if (n > 0 && count < 100) { deep(n - 1); count++; } else if (n == 0) leap(7); }
static int conditional(void) {
  if (setjmp(env) == 0) { deep(5); return 1; } else return 2;
}
static int negated(void) {
  if (!setjmp(env)) leap(1);
  return 3;
}
static int assigned(void) {
  volatile int r;
  int v;
  // CHECK: if ((TELINJECT_ASSIGN(1, __auto_type) v = setjmp(env) TELINJECT_END_ASSIGN(1, 1, "i", "v : int")) == 0)
  if ((v = setjmp(env)) == 0) leap(5);
  r = v;
  return r;
}
static int declared(void) {
  int v = setjmp(env);
  if (v == 0) leap(6);
  return v;
}
static int chosen(void) {
  switch (setjmp(env)) {
    case 0: leap(9); return 0;
    case 1: return 1;
  }
  return 4;
}
static int repeated(void) {
  volatile int tries = 0;
  // CHECK: (void)setjmp(env);
  (void)setjmp(env);
  while (tries < 1000) { tries++; leap(tries); }
  return tries;
}
static int looped(int n) {
  volatile int sum = 0;
  for (volatile int i = 0; i < n; i++) {
    switch (sigsetjmp(signal_env, 1)) { case 0: siglongjmp(signal_env, 2); case 2: sum += 2; break; }
    if (setjmp(env)) { sum++; continue; }
    leap(i + 1);
  }
  return sum;
}
static int nested(void) {
  jmp_buf kept;
  volatile int way = 0;
  if (setjmp(env) == 0) {
    __builtin_memcpy(&kept, &env, sizeof kept);
    if (setjmp(env) == 0) leap(1);
    way += 1;
    longjmp(kept, 1);
  }
  return way + 10;
}

int main(void) {
  printf("%d %d %d %d %d\n", conditional(), negated(), assigned(), declared(), chosen());
  printf("%d %d %d %d\n", repeated(), looped(20), nested(), count);
  return 0;
}
// CHECK: variable i: skipped (in-header)
// CHECK: === trace
// CHECK: > conditional
// CHECK: > leap@{{[0-9]+}}(v=7)
// CHECK: branch if else | setjmp(env) == 0
// CHECK: < conditional = 2
// CHECK: < assigned = 5
// CHECK: < declared = 6
// CHECK: < repeated = 1000
// CHECK: < looped = 60
// CHECK: < nested = 11
