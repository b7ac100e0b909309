// Calls that must stay tail calls: musttail, and recursion that would overflow the stack with a guard in each frame.
// RUN: %roundtrip --option=--events=function %s --std=c++17 --cc=clang --list --lax | %FileCheck %s
// RUN: %roundtrip %s --std=c++17 --cc=clang --lax > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=c++17 --cc=gcc --list --lax --warn=-Wno-attributes | %FileCheck %s

#include <cstdio>

int target(int n);
// CHECK: {{^}}int must(int n) {{[{]$}}
int must(int n) {
#if defined(__clang__)
  [[clang::musttail]] return target(n);
#else
  return target(n);
#endif
}
int target(int n) { return n + 1; }
enum { deep = 60000 };
// CHECK: {{^}}long down(long n, long sum) { return n == 0 ? sum : down(n - 1, sum + n); }{{$}}
long down(long n, long sum) { return n == 0 ? sum : down(n - 1, sum + n); }
// CHECK: {{^}}void count(int n) { if (n > 0) count(n - 1); }{{$}}
void count(int n) { if (n > 0) count(n - 1); }
// CHECK: {{^}}bool either(int n) { return n == 0 || either(n - 1); }{{$}}
bool either(int n) { return n == 0 || either(n - 1); }
// A call that is not the last thing done is no tail call.
// CHECK: int factorial(int n) { TELINJECT_FUNCTION(1, "i", "factorial(n) -> int", n)
int factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }

int main() {
  count(deep);
  std::printf("%d %ld %d %d\n", must(1), down(deep, 0), either(deep), factorial(5));
}
// CHECK: function must: skipped (musttail)
// CHECK: function down: skipped (self-tail-call)
// CHECK: function count: skipped (self-tail-call)
// CHECK: function either: skipped (self-tail-call)
// CHECK: function factorial: instrumented
