// Free functions in C++: overloads, namespaces, linkage, noexcept, variadic, default arguments, references.
// RUN: %roundtrip --option=--events=function %s --std=c++98 --lax --trace | %FileCheck %s --check-prefixes=CHECK,TRACE
// RUN: %roundtrip %s --std=c++98 --lax > /dev/null
// RUN: %roundtrip --events=function %s --std=c++11,c++17,c++20,c++23 | %FileCheck %s --check-prefixes=CHECK,NEW

#include <cstdarg>
#include <cstdio>

namespace outer {
namespace inner {
// CHECK: int twice(int x) { TELINJECT_FUNCTION(1, "i", "outer::inner::twice(x) -> int", x) return TELINJECT_RETURN(1, int) 2 * x TELINJECT_END_RETURN(1, "i"); }
int twice(int x) { return 2 * x; }
// CHECK: double twice(double x) { TELINJECT_FUNCTION(1, "f", "outer::inner::twice(x) -> double", x) return TELINJECT_RETURN(1, double)
double twice(double x) { return 2 * x; }
}  // namespace inner
}  // namespace outer

namespace {
// CHECK: bool hidden(char c) { TELINJECT_FUNCTION(1, "c", "(anonymous namespace)::hidden(c) -> bool", c) return TELINJECT_RETURN(1, bool) c == 'x' TELINJECT_END_RETURN(1, "b"); }
bool hidden(char c) { return c == 'x'; }
}  // namespace

extern "C" {
// CHECK: int from_c(int *p) { TELINJECT_FUNCTION(1, "p", "from_c(p) -> int", p) return TELINJECT_RETURN(1, int) *p
int from_c(int *p) { return *p; }
}

// CHECK: static inline int defaulted(int a, int = 3, const char *s = "x") { TELINJECT_FUNCTION(1, "ip", "defaulted(a, s) -> int", a, s)
static inline int defaulted(int a, int = 3, const char *s = "x") { return a + s[0]; }

// CHECK: int sum(int n, ...) { TELINJECT_FUNCTION(1, "i", "sum(n) -> int", n)
int sum(int n, ...) {
  std::va_list list;
  va_start(list, n);
  int total = 0;
  while (n-- > 0) total += va_arg(list, int);
  va_end(list);
  // CHECK: return TELINJECT_RETURN(1, int) total TELINJECT_END_RETURN(1, "i");
  return total;
}

// What a reference to non-const refers to is not read, a reference that is returned not wrapped.
// CHECK: int &pick(int &a, const int &b) { TELINJECT_FUNCTION(1, "oi", "pick(a:int &, b) -> int &", b) return b ? a : a; }
int &pick(int &a, const int &b) { return b ? a : a; }

#if __cplusplus >= 201103L
// NEW: long quiet(long v) noexcept { TELINJECT_FUNCTION(1, "l", "quiet(v) -> long", v) return
long quiet(long v) noexcept { return v; }
// NEW: auto trailing(unsigned v) -> unsigned { TELINJECT_FUNCTION(1, "u", "trailing(v) -> unsigned int", v) return TELINJECT_RETURN(1, unsigned int) v
auto trailing(unsigned v) -> unsigned { return v; }
// A deleted function has no body.
// NEW: {{^}}void gone(int) = delete;{{$}}
void gone(int) = delete;
#endif

// CHECK: int main() { TELINJECT_FUNCTION(1, "", "main() -> int")
int main() {
  int x = 4;
  std::printf("%d %g %d %d %d %d %d\n", outer::inner::twice(4), outer::inner::twice(1.5), hidden('y'), from_c(&x), defaulted(1),
              sum(3, 1, 2, 3), pick(x, 7));
}
// TRACE: === trace
// TRACE-DAG: > outer::inner::twice@{{[0-9]+}}(x=1.5)
// TRACE-DAG: < outer::inner::twice = 8
// TRACE-DAG: > pick@{{[0-9]+}}(a=typed, b=7)
// TRACE-DAG: > sum@{{[0-9]+}}(n=3)
// TRACE-DAG: < sum = 6
// TRACE: < main{{$}}
