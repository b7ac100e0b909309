// What every peer instruments: a function with three arguments and a result, and who calls it.
#include PEER

#define NOT_INLINED __attribute__((__noinline__))

NOT_INLINED int work(int a, int b, int c);
int run(int calls);

NOT_INLINED int work(int a, int b, int c) {
  PEER_ENTER("work", a, b, c)
  const int result = a * 31 + b - c;
  PEER_LEAVE("work", result)
  return result;
}

int run(int calls) {
  PEER_ENTER("run", calls, 0, 0)
  int sum = 0;
  for (int i = 0; i < calls; ++i)
    sum ^= work(i, sum, 7);
  PEER_LEAVE("run", sum)
  return sum;
}
