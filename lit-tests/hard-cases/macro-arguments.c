// Statements in macro arguments: turned into text, expanded twice or not at all, split at commas: nothing is put there.
// RUN: %roundtrip %s --std=gnu11 --lax --list | %FileCheck %s

#include <assert.h>
#include <stdio.h>

#define TEXT(x) puts(#x)
#define BOTH(b) b b
#define NONE(b)
#define RUN(...) do { __VA_ARGS__; } while (0)
#define BLOCK(...) do __VA_ARGS__ while (0)
#define EACH(i, n, body) for (i = 0; i < (n); i++) body
#define IF(c, a, b) if (c) { a; } else { b; }
#define CHECKED(x) do { if (!(x)) printf("%s failed\n", #x); } while (0)
#define ID(x) x
#define SET(v, x) v = x
#define WITH_LOCK(x) for (int once_ = (x)++; once_ >= 0; once_ = -1)
#define UNTIL(c) while (!(c))
#define OTHERWISE else
#define STEP ++

static int text(int a) {
  // CHECK: {{^}} TEXT((a = 2, a)); TEXT(while (a) a--;);
  TEXT((a = 2, a)); TEXT(while (a) a--;);
  // CHECK: {{^}} assert((a = 3) == 3 && "text, and more");
  assert((a = 3) == 3 && "text, and more");
  CHECKED(a++ == 4);
  return a;
}
static int expanded(int n) {
  int x = 0, i;
  // CHECK: {{^}} BOTH(x++;) BOTH({ static int s; s++; x += s; }) NONE(x = 100;)
  BOTH(x++;) BOTH({ static int s; s++; x += s; }) NONE(x = 100;)
  RUN(int a = 1; int b = 2, c = 3; x += a + b + c);
  BLOCK({ for (i = 0; i < 2; i++) { int p = 0, q = i; x += p + q; } });
  EACH(i, 3, { x += i; });
  EACH(i, 2, if (i) x++; else x--;)
  IF(x > 3, x = 2; n++, x = 1)
  ID(ID(x++)); SET(x, x + 1); x = ID(x) + 1; ID(x) = 4; ID(x)++;
  // The beginning is a macro's, the body is not.
  WITH_LOCK(n) { x += n; }
  UNTIL(x > 20) { x += 3; }
  if (x == 0) x = 1; OTHERWISE x = 2;
  x STEP;
  RUN(if (x) return x + n);
  return x;
}
static int nested(int n) {
  RUN(RUN(n++); RUN(if (n > 2) { n--; }));
  RUN(
    n += 1;
    while (n < 10)
      n += 2;
  );
  return n;
}

int main(void) { printf("%d %d %d\n", text(1), expanded(1), nested(2)); return 0; }
