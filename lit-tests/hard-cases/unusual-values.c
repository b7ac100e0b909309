// Values that C has and hooks cannot take by every name: compound literals, VLAs, vectors, complex, 128 bits, _Generic, designators.
// RUN: %roundtrip %s --std=gnu11,gnu17 --lax --warn=-Wno-unevaluated-expression --list | %FileCheck %s

#include <complex.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

typedef int V4 __attribute__((vector_size(16)));
struct point { int x, y; };
struct tree { struct tree *left, *right; struct point at[2]; const char *name; };
union number { int i; float f; };
#define KIND(x) _Generic((x), int: 1, double: 2, char *: 3, default: 4)

static int literals(void) {
  // CHECK: struct point *p = &(struct point){.y = 2, .x = 1}, q = {.x = 3}; TELINJECT_DECLARATION(
  struct point *p = &(struct point){.y = 2, .x = 1}, q = {.x = 3};
  int *list = (int[]){1, 2, 3}, n = (int){4};
  struct tree t = {.left = &(struct tree){.name = "left"}, .at = {[1] = {5, 6}}, .name = "top"};
  char text[] = "abc", *s = (char[]){"xyz"};
  static const struct point fixed = {7, 8};
  p->x = (struct point){9, 10}.y;
  // CHECK: TELINJECT_WRITE() q = (struct point){.y = TELINJECT_POSTFIX_STEP(1, int) n++ TELINJECT_END_POSTFIX_STEP(
  q = (struct point){.y = n++};
  list[0] = (list[1] = 5, list[2]++);
  t.right = t.left;
  t.at[0] = q;
  s[0] = text[1];
  for (struct point r = {0, 3}; r.x < r.y; r.x++) n += r.x;
  p->y += t.at[0].y;
  return p->x + q.y + list[0] + n + t.at[1].y + fixed.x + (int)strlen(t.left->name) + s[0];
}
static int arrays(int n) {
  int a[n], b[2][n], sum = 0;
  memset(a, 0, sizeof a);
  for (int i = 0; i < n; i++) { a[i] = i; b[i & 1][i] = 2 * i; }
  int (*row)[n] = &b[1];
  (*row)[0] = 3;
  int size = (int)sizeof(int[n++]);
  size += (int)sizeof a[sum++];
  typedef int later[n];
  later c;
  c[n - 1] = 5;
  sum += a[1] + b[1][0] + size + c[n - 1];
  return sum;
}
static int others(int n) {
  V4 v = {1, 2, 3, 4}, w;
  double complex z = 1.0 + 2.0 * I;
  __int128 big = (__int128)n << 70;
  unsigned __int128 ubig;
  long double wide = 1.5L;
  _Float16 *small = 0;
  union number u = {.f = 1.0f};
  int (*function)(int) = arrays, (*functions[2])(int) = {arrays, others};
  void *any = 0;
  _Bool truth = 5;
  w = v + v; v[2] = 9; w[n & 3]++;
  z *= 2.0; __real__ z = 3.0;
  big++; ubig = (unsigned __int128)big; ubig >>= 70;
  wide += 1; wide++; u.i = 3; any = &u; any++; truth = n; function = functions[0]; function++, function--;
  (void)small;
  return v[2] + w[0] + w[1] + (int)creal(z) + (int)ubig + (int)wide + u.i + (any != 0) + truth + KIND(n) + KIND(1.0) + KIND("x") + KIND(n = 2) + function(3);
}
static size_t unevaluated(int n) {
  // CHECK: size_t s = TELINJECT_INIT(1, unsigned long) sizeof(n = 5) + _Alignof(int) TELINJECT_END_INIT(
  size_t s = sizeof(n = 5) + _Alignof(int);
  __typeof__(n++) m = n;
  _Static_assert(sizeof(int) == 4, "n = 4");
  s += __builtin_constant_p(n++) + (__builtin_choose_expr(1, n = 3, m = 4) != 0) + __builtin_types_compatible_p(int, __typeof__(m = 3));
  s += offsetof(struct tree, at[1]);
  return s + (size_t)n + (size_t)m;
}

int main(void) { printf("%d %d %d %zu\n", literals(), arrays(4), others(1), unevaluated(2)); return 0; }
// CHECK: variable n: instrumented
// CHECK: loop struct point r = {0, 3}; r.x < r.y; r.x++: skipped (brace-inside)
// CHECK: variable r: skipped (in-header)
// CHECK-NOT: differs-between-units
