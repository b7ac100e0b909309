// Statement expressions: the last expression is their value, jumps may leave them, hooks nest inside.
// RUN: %roundtrip %s --std=gnu11 --lax --warn=-Wno-unused-value --list | %FileCheck %s

#include <stdio.h>

struct point { int x, y; };
#define MAX(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })

static int values(int n) {
  // CHECK: int a = ({ int b = TELINJECT_INIT(1, int) n TELINJECT_END_INIT({{.*}}); b; });
  int a = ({ int b = n; b; });
  // CHECK: a += ({ int c = {{.*}}; TELINJECT_ASSIGN({{[0-9]}}, __auto_type) c += 2 TELINJECT_END_ASSIGN({{.*}}); })
  a += ({ int c = n; c += 2; });
  struct point p = ({ struct point q = {1, 2}; q.x = 5; q; }), r;
  r = ({ p; });
  // A structure assigned last is the value.
  // CHECK: r = ({ TELINJECT_ASSIGN({{.*}}) p.y = 7 TELINJECT_END_ASSIGN({{.*}}); p = r; })
  r = ({ p.y = 7; p = r; });
  // The loop is last: no value.
  // CHECK: ({ TELINJECT_LOOP({{.*}} TELINJECT_END_ITERATION() TELINJECT_END_LOOP() });
  ({ for (int i = 0; i < 2; i++) a++; });
  ({ if (a > 3) a--; });
  ({ switch (a) { case 1: a = 2; } });
  ({ a++; ; });
  return a + p.x + r.y + ({ again: a++; if (a < 10) goto again; a; });
}
static int left(int n) {
  int k = ({ if (n == 1) goto out; if (n == 2) return -2; n; });
  for (int i = 0; i < 5; i++) {
    int m = ({ if (i == n) break; if (i == 1) continue; i; });
    k += m;
  }
  while (({ int z = n--; z > 0; })) k++;
  if (({ k++; k > 3; })) k *= 2;
  return ({ if (k == 100) return 1; k; });
out:
  return 9;
}
static int macros(int n) {
  // CHECK: int m = MAX(n++, 3); TELINJECT_DECLARATION(
  int m = MAX(n++, 3);
  m = MAX(m, 4) + ({ int q = MAX(n, 5); q++; });
  return m;
}
static void nothing(int *p) { (void)({ *p = 4; }); ({ }); }

int main(void) {
  int n = 0;
  nothing(&n);
  for (int i = 0; i < 6; i++) printf("%d %d %d %d\n", values(i), left(i), macros(i), n);
  return 0;
}
// CHECK: variable a_: skipped (from-macro)
// CHECK: variable p: skipped (value-is-used)
// CHECK: loop ({ int z = n--; z > 0; }): skipped (brace-inside)
// CHECK: variable MAX(n++, 3): skipped (macro-argument)
