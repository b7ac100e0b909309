// Keywords of statements that are macros of the program: what is inserted uses none of them.
// RUN: %roundtrip %s --std=gnu17 --lax --warn=-Wno-dangling-else --warn=-Wno-misleading-indentation --warn=-Wno-keyword-macro --list -- -Dstatic=extern | %FileCheck %s
// RUN: %roundtrip %s --std=gnu11 --cc=gcc --lax --bodies --warn=-Wno-dangling-else --no-run --no-launcher -- -Dstatic=extern | %FileCheck %s --check-prefix=CHECK-BODIES

#include <stdio.h>
#define if(c) if ((c) ? (taken++, 1) : (missed++, 0))
#define for if (0) {} else for
#define while(c) while ((turns++, c))

int taken, missed, turns;

// CHECK-BODIES-NOT: TELINJECT_SPLIT_DECL(
// CHECK: int sum(const int *a, int n) { TELINJECT_FUNCTION(1, "pi", "sum(a, n) -> int", a, n)
int sum(const int *a, int n) {
  int s = 0, i;
  for (i = 0; i < n; i++) {
    // CHECK: {{^ *}}if (a[i] > 1) TELINJECT_OPEN_BRANCH({{.*}}) TELINJECT_ASSIGN({{.*}}) s = s + a[i] TELINJECT_END_ASSIGN({{.*}}); TELINJECT_END_BRANCH(){{$}}
    if (a[i] > 1) s = s + a[i];
    else s = s - 1;
  }
  while (s > 40) s = s - 3;
  // The program's counters see no hook: the runs print the same.
  // CHECK: switch (s) { case 1: TELINJECT_LABEL(
  switch (s) { case 1: return 2; default: break; }
  return n > 3 ? s : 0;
}

int main(void) {
  int a[] = {1, 2, 3, 4, 50};
  int s = sum(a, 5);
  printf("%d, %d taken, %d missed, %d turns\n", s, taken, missed, turns);
  return 0;
}
