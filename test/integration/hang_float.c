/* A program that traps floating-point exceptions and checks the flags they leave. */
#define _GNU_SOURCE
#include <fenv.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static double third(double x) { return x; }
static float same(float x) { return x; }
static long double wide(long double x) { return x; }
static volatile double one = 1, three = 3;
int main(void) {
  const double rounded = one / three;
  double sum = 0;
  feclearexcept(FE_ALL_EXCEPT);
  third(rounded);
  printf("flags %d\n", fetestexcept(FE_ALL_EXCEPT));
  feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW | FE_UNDERFLOW | FE_INEXACT);
  for (int i = 0; i < 200; i++)
    sum = third(rounded) + (double)same(0.5f) * 0 + (double)wide(2) * 0;
  fesetround(FE_UPWARD);
  fflush(stdout);
  const pid_t child = fork();
  third(rounded);
  int status = 0;
  if (child != 0)
    waitpid(child, &status, 0);
  third(rounded);
  const int upward = fegetround() == FE_UPWARD, flags = fetestexcept(FE_ALL_EXCEPT);
  fedisableexcept(FE_ALL_EXCEPT);
  fesetround(FE_TONEAREST);
  printf("%d %d %d %.3f\n", upward, flags, status, sum);
  return 0;
}
