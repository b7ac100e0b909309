/* Arguments, results and assignments of every kind, for abi_options_run.sh, as C and as C++. Uses no header of the C
 * library, because an option would change the layout of its structures. The exit status is 0 if every value was
 * passed correctly. */
#include <stdarg.h>
#include <stddef.h>
#ifndef __cplusplus
#include <stdbool.h>
#endif

enum size { SMALL = 1, LARGE = 200 };
enum wide { NEGATIVE = -5, POSITIVE = 70000 };
struct mixed {
  char c;
  int i;
  short s;
  double d;
  char *p;
};
struct two {
  float a, b;
};
struct holder {
  char tag;
  long double wide;
  long long whole;
  enum size size;
};

static int integers(signed char a, unsigned char b, short c, unsigned short d, int e, unsigned f, long g, unsigned long h, long long i,
                    unsigned long long j) {
  return a == -1 && b == 255 && c == -300 && d == 65000 && e == -70000 && f == 4000000000u && g == -5000000000 && h == 18000000000000000000u &&
         i == -6000000000 && j == 18000000000000000001u;
}
static bool words(char letter, bool yes, wchar_t wide, enum size size, enum wide signed_size, const void *none) {
  return letter == 'x' && yes && wide == 65 && size == LARGE && signed_size == NEGATIVE && none == 0;
}
#ifndef WITHOUT_REALS
static double reals(float a, double b, long double c, float d, double e, float f, float g, float h, float i, double on_stack) {
  return a + b + c + d + e + f + g + h + i + on_stack;
}
static float narrow(float x) { return x; }
static long double wide_real(long double x) { return x; }
static struct two pair(struct two x, struct mixed y, int last) {
  struct two z = x;
  z.a += (float)(y.i + last);
  return z;
}
static double sum_of(int count, ...) {
  va_list list;
  double sum = 0;
  int i;
  va_start(list, count);
  for (i = 0; i < count; i++)
    sum += i % 2 ? va_arg(list, double) : va_arg(list, int);
  va_end(list);
  return sum;
}
#endif
static long sum_of_words(int count, ...) {
  va_list list;
  long sum = 0;
  int i;
  va_start(list, count);
  for (i = 0; i < count; i++)
    sum += va_arg(list, long);
  va_end(list);
  return sum;
}
static int members(struct holder *h, int by) {
  h->tag = 't';
  h->whole = 1234567890123;
  h->size = LARGE;
#ifndef WITHOUT_REALS
  h->wide = 0.5;
#endif
  h->whole += by;
  return h->tag == 't' && h->whole == 1234567890125 && h->size == LARGE;
}
static int large_frame(int n) {
  volatile char room[20000];
  room[0] = (char)n;
  room[sizeof room - 1] = (char)(n + 1);
  return room[0] + room[sizeof room - 1];
}
static int recursive(int n) { return n == 0 ? 1 : 1 + recursive(n - 1); }

int main(void) {
  int right = 1;
  struct holder h;
  right &= integers(-1, 255, -300, 65000, -70000, 4000000000u, -5000000000, 18000000000000000000u, -6000000000, 18000000000000000001u);
  right &= words('x', true, 65, LARGE, NEGATIVE, 0);
#ifndef WITHOUT_REALS
  {
    struct two two;
    struct mixed mixed;
    two.a = 1;
    two.b = 2;
    mixed.c = 'c';
    mixed.i = 3;
    mixed.s = 4;
    mixed.d = 5;
    mixed.p = 0;
    right &= reals(0.5f, 1.25, 2.5, 3, 4, 5, 6, 7, 8, 9) == 46.25;
    right &= narrow(0.375f) == 0.375f;
    right &= wide_real(-0.125) == -0.125;
    two = pair(two, mixed, 7);
    right &= two.a == 11 && two.b == 2;
    right &= sum_of(4, 1, 2.5, 3, 4.5) == 11;
  }
#endif
  right &= sum_of_words(3, 1L, 2L, 30000000000L) == 30000000003;
  right &= members(&h, 2);
  right &= large_frame(3) == 7;
  right &= recursive(5) == 6;
  return right ? 0 : 1;
}
