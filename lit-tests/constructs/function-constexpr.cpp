// constexpr: left alone in C++11; from C++14 recorded at run time only, and still constant; consteval never.
// RUN: %roundtrip --option=--events=function %s --std=c++11 --list --warn=-Wno-invalid-constexpr | %FileCheck %s --check-prefix=CXX11
// RUN: %roundtrip %s --std=c++11 --warn=-Wno-invalid-constexpr > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=c++14,c++17,c++20,c++23 --list --trace | %FileCheck %s --check-prefixes=CHECK,CXX20

#include <cstdio>

// CXX11: {{^}}constexpr int one(int x) { return x + 1; }{{$}}
// CHECK: constexpr int one(int x) { TELINJECT_CONSTEXPR_FUNCTION(1, "i", "one(x) -> int", x) return TELINJECT_RETURN(1, int) x + 1 TELINJECT_END_RETURN(1, "i"); }
constexpr int one(int x) { return x + 1; }
static_assert(one(2) == 3, "");

enum Sized { small = one(3) };
template <int N> struct Holder { int items[N]; };
Holder<one(1)> held;

struct Point {
  // CHECK: constexpr Point(int a, int b) : x(a), y(b) {
  constexpr Point(int a, int b) : x(a), y(b) {}
  // CHECK: constexpr int sum() const { TELINJECT_CONSTEXPR_FUNCTION(1, "", "Point::sum() -> int") return TELINJECT_RETURN(1, int) x + y
  constexpr int sum() const { return x + y; }
  int x, y;
};
constexpr Point origin(1, 2);
static_assert(origin.sum() == 3, "");

template <class T> constexpr T twice(T v) { return v + v; }
static_assert(twice(2L) == 4L, "");

#if __cplusplus >= 201402L
// CHECK: constexpr int loop(int n) { TELINJECT_CONSTEXPR_FUNCTION(1, "i", "loop(n) -> int", n)
constexpr int loop(int n) {
  int total = 0;
  for (int i = 0; i < n; ++i) {
    if (i == 7) return -1;
    total += i;
  }
  return total;
}
static_assert(loop(4) == 6 && loop(9) == -1, "");
int array[loop(3)];
#endif

#if __cplusplus >= 202002L
// CXX20: {{^}}consteval int never(int x) { return x * 3; }{{$}}
consteval int never(int x) { return x * 3; }
static_assert(never(2) == 6);
struct Dying {
  int *where;
  constexpr explicit Dying(int *p) : where(p) {}
  // CXX20: constexpr ~Dying() { TELINJECT_CONSTEXPR_FUNCTION(1, "", "Dying::~Dying()") *where = 1; }
  constexpr ~Dying() { *where = 1; }
};
constexpr int destroyed() {
  int v = 0;
  { Dying d(&v); }
  return v;
}
static_assert(destroyed() == 1);
constinit int ready = loop(5);
constexpr auto immediate = [](int v) consteval { return v; };
static_assert(immediate(3) == 3);
#endif

int main(int argc, char **) {
  std::printf("%d %d %d\n", one(argc), origin.sum() + argc, twice(argc));
#if __cplusplus >= 202002L
  std::printf("%d %d %d\n", loop(argc + 3), ready, destroyed());
#endif
}
// CXX11: function one: skipped (constexpr-before-cxx14)
// CXX20: function never: skipped (consteval)
// CXX20: function lambda@{{[0-9]+}}: skipped (consteval)
// CHECK: === trace
// CHECK-DAG: > one@{{[0-9]+}}(x=1)
// CHECK-DAG: < one = 2
