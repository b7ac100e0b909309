// A #pragma pack that is open where the header is included changes nothing of the runtime's types.
// RUN: %roundtrip %s --std=c++98,c++20 | %FileCheck %s

#include <cstdio>
#pragma pack(1)
struct Packed { char c; long n; };

template <class T> static long sum_of(const T &value) {
  // CHECK: TELINJECT_FUNCTION(1, "v", "sum_of(value:const T &) -> long", TELINJECT_VALUE(value))
  return static_cast<long>(sizeof value);
}
static double half(double x) { return x / 2; }

int main() {
  const Packed p = {'a', 2};
  std::printf("%ld %ld %g\n", sum_of(p), sum_of(2.5), half(sum_of(3L)));
  return 0;
}
