/* Ways to call a C function. Each called function receives the line of its call as argument `line`; 0: the call is
 * in no line of this file. callers_check.py compares. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define NOT_INLINED __attribute__((__noinline__))
#define CALL(F) (F)(__LINE__)
#define TWICE(F) ((F)(__LINE__) + (F)(__LINE__))

/* callers_library.c, not instrumented */
int call_through(int (*f)(int), int line);
int call_and_add(int (*f)(int), int line);

volatile int sink;
volatile int one = 1;

static int small(int line) {
  return line + 1;
}
NOT_INLINED static int apart(int line) {
  return line + sink;
}
int global(int line) {
  return line - sink;
}
inline __attribute__((__always_inline__)) static int always(int line) {
  return line * 2;
}
NOT_INLINED static int constant(int line, int k) {
  return line + k + sink;
}

static int nested(int line) {
  return line + small(__LINE__) + apart(__LINE__);
}
NOT_INLINED static int tail(int line) {
  sink += line;
  return apart(__LINE__);
}
NOT_INLINED static int tail_of_tail(int line) {
  sink -= line;
  return tail(__LINE__);
}

static int recursive(int line, int depth) {
  if (depth == 0)
    return line;
  return recursive(__LINE__, depth - 1) + 1;
}
static int even(int line, int n);
static int odd(int line, int n) {
  return n == 0 ? line : even(__LINE__, n - 1);
}
static int even(int line, int n) {
  return n == 0 ? -line : odd(__LINE__, n - 1);
}

NOT_INLINED static int five(int line, int a, int b, int c, int d) {
  return line + a + b + c + d + sink;
}
NOT_INLINED static int seven(int line, int a, int b, int c, int d, int e, int f) {
  return line + a + b + c + d + e + f;
}
NOT_INLINED static double real(int line, double x, const char *text) {
  return line * x + *text;
}
struct pair {
  long a, b, c;
};
NOT_INLINED static struct pair by_value(int line, struct pair p) {
  p.a += line;
  return p;
}
NOT_INLINED static int variadic(int line, ...) {
  return line + sink;
}

static int compare(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}
static void on_signal(int line) {
  sink = line;
}
static void at_end(void) {
  sink = 3;
}
static void *thread(void *p) {
  sink += apart(__LINE__);
  return p;
}

int (*volatile pointer)(int) = apart;
int (*volatile pointer_of_tail)(int) = tail;

NOT_INLINED static int branches(int line) {
  int r = line;
  if (one)
    r += apart(__LINE__);
  else
    r += apart(__LINE__);
  switch (one) {
  case 1:
    r += small(__LINE__);
    break;
  default:
    r -= small(__LINE__);
  }
  while (r > 0 && small(__LINE__) > 0)
    r = -apart(__LINE__);
  for (r = 0; r < 2; ++r)
    sink += global(__LINE__);
  return one ? global(__LINE__) : apart(__LINE__);
}

int main(void) {
  int numbers[] = {3, 1, 2}, r = 0;
  struct pair p = {1, 2, 3};
  pthread_t id;
  atexit(at_end);
  r += small(__LINE__);
  r += apart(__LINE__);
  r += global(__LINE__);
  r += always(__LINE__);
  r += constant(__LINE__, 3);
  r += constant(__LINE__, 3);
  r += nested(__LINE__);
  r += tail(__LINE__);
  r += tail_of_tail(__LINE__);
  r += CALL(small) + CALL(apart);
  r += TWICE(apart);
  r += recursive(__LINE__, 3);
  r += even(__LINE__, 4);
  r += five(__LINE__, 1, 2, 3, 4);
  r += seven(__LINE__, 1, 2, 3, 4, 5, 6);
  r += (int)real(__LINE__, 1.5, "x");
  r += (int)by_value(__LINE__, p).a;
  r += variadic(__LINE__, 1, 2.0, "three");
  r += pointer(__LINE__);
  r += pointer_of_tail(__LINE__);
  r += call_through(apart, 0);
  r += call_through(tail, 0);
  r += call_and_add(global, 0);
  r += branches(__LINE__);
  qsort(numbers, 3, sizeof *numbers, compare);
  signal(SIGUSR1, on_signal);
  raise(SIGUSR1);
  pthread_create(&id, 0, thread, 0);
  pthread_join(id, 0);
  printf("%d\n", r != 0);
  return 0;
}
