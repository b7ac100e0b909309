// A program for callgrind, which counts what stands below the bursts: `instructions nothing|values CALLS WARM_UP`.
#include <cstdlib>
#include <cstring>

#define NOT_INLINED __attribute__((__noinline__))

extern "C" {
void nothing();
int values(int a, int b, int c);
void burst_nothing(int calls);
void burst_values(int calls);
}

volatile int sink;

NOT_INLINED void nothing() {
  asm volatile("");
}

NOT_INLINED int values(int a, int b, int c) {
  return a * 31 + b - c;
}

// Calls that do not count go the same way.
static void repeat(bool with_values, int calls) {
  int sum = 0;
  for (int i = 0; i < calls; ++i)
    if (with_values)
      sum ^= values(i, sum, 7);
    else
      nothing();
  sink = sum;
}

NOT_INLINED void burst_nothing(int calls) {
  for (int i = 0; i < calls; ++i)
    nothing();
}

NOT_INLINED void burst_values(int calls) {
  int sum = 0;
  for (int i = 0; i < calls; ++i)
    sum ^= values(i, sum, 7);
  sink = sum;
}

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  const bool with_values = std::strcmp(argv[1], "values") == 0;
  repeat(with_values, std::atoi(argv[3]));
  (with_values ? burst_values : burst_nothing)(std::atoi(argv[2]));
  return 0;
}
