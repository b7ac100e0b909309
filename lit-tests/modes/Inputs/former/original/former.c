#include <stdio.h>

enum color { RED, GREEN };
static float half(float f) { return f / 2; }
static void nothing(void) { }
static int flow(int n, int *p) {
  int i = 0, sum = 0;
  struct { int a; } pair = {1};
  float f = 1;
  for (i = 0; i < n; i++) { int k = i; if (k == 3) break; sum += k; }
  while (n-- > 0)
    sum++;
  do { if (sum > 9) return sum; --sum; } while (sum > 5);
  if (sum) { int k = 1; sum = k; } else if (n) sum = 2;
  switch (n) { case 1: sum++; case 2: break; case 3: sum = sum ? 4 : 5; }
  switch (n) { default: sum = 6; }
  p && (*p = 7);
  f = half(f);
  pair.a = 2;
  nothing();
  return sum + (int)f + pair.a + (p ? *p : 0);
}
int main(void) {
  int x = 0;
  printf("%d\n", flow(5, &x));
  return GREEN - 1;
}
