/* A program for callgrind, as C and as C++, which counts the instructions below the bursts: `instructions
 * nothing|values CALLS WARM_UP`. */
#include <stdlib.h>
#include <string.h>

#define NOT_INLINED __attribute__((__noinline__))

#ifdef __cplusplus
extern "C" {
#endif
void nothing(void);
int values(int a, int b, int c);
void burst_nothing(int calls);
void burst_values(int calls);
#ifdef __cplusplus
}
#endif

volatile int sink;

NOT_INLINED void nothing(void) {
  sink = 0;
}

NOT_INLINED int values(int a, int b, int c) {
  return a * 31 + b - c;
}

/* Warm-up calls take the same path. */
static void repeat(int with_values, int calls) {
  int i, sum = 0;
  for (i = 0; i < calls; ++i)
    if (with_values)
      sum ^= values(i, sum, 7);
    else
      nothing();
  sink = sum;
}

NOT_INLINED void burst_nothing(int calls) {
  int i;
  for (i = 0; i < calls; ++i)
    nothing();
}

NOT_INLINED void burst_values(int calls) {
  int i, sum = 0;
  for (i = 0; i < calls; ++i)
    sum ^= values(i, sum, 7);
  sink = sum;
}

int main(int argc, char **argv) {
  int with_values;
  if (argc != 4)
    return 2;
  with_values = strcmp(argv[1], "values") == 0;
  repeat(with_values, atoi(argv[3]));
  (with_values ? burst_values : burst_nothing)(atoi(argv[2]));
  return 0;
}
