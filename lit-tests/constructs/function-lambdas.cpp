// Lambdas: generic, nested, in default arguments and initialisers; before C++20 they may be constexpr without saying so.
// RUN: %roundtrip --option=--events=function %s --std=c++14 --list | %FileCheck %s --check-prefixes=CHECK,OLD
// RUN: %roundtrip %s --std=c++14 > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=c++17,c++20,c++23 --list --trace | %FileCheck %s --check-prefixes=CHECK,NEW

#include <cstdio>

template <class F> int call(F f) { return f(1); }

// CHECK: auto global = [](int x) { TELINJECT_{{(CONSTEXPR_)?}}FUNCTION(1, "i", "lambda@{{[0-9]+}}(x) -> int", x) return
auto global = [](int x) { return x + 1; };

// OLD: int later(int (*f)(int) = [](int x) { TELINJECT_FUNCTION({{[12]}}, "i",
// NEW: int later(int (*f)(int) = [](int x) { TELINJECT_CONSTEXPR_FUNCTION({{[12]}}, "i",
int later(int (*f)(int) = [](int x) { return x * 10; }) { return f(2); }

int outer(int n) {
  // CHECK: auto add = [n](int x) { TELINJECT_{{(CONSTEXPR_)?}}FUNCTION(2, "i", "outer::lambda@{{[0-9]+}}(x) -> int", x)
  auto add = [n](int x) {
    // CHECK-NEXT: auto inner = [&](int y) mutable -> long { TELINJECT_{{(CONSTEXPR_)?}}FUNCTION(3, "i", "outer::lambda@{{[0-9]+}}::lambda@{{[0-9]+}}(y) -> long", y) return TELINJECT_RETURN(3, long) x + y + n TELINJECT_END_RETURN(3, "l"); };
    auto inner = [&](int y) mutable -> long { return x + y + n; };
    // CHECK-NEXT: return TELINJECT_RETURN(2, int) static_cast<int>(inner(5)) TELINJECT_END_RETURN(2, "i");
    return static_cast<int>(inner(5));
  };
  // A generic lambda's parameters are captured when it is instantiated; what it returns may be anything.
  // CHECK: auto generic = [](auto a, const auto &b) { TELINJECT_{{(CONSTEXPR_)?}}FUNCTION(2, "vv", "outer::lambda@{{[0-9]+}}(a:{{.*}}, b:{{.*}}) -> auto", TELINJECT_VALUE(a), TELINJECT_VALUE(b)) return a + b; };
  auto generic = [](auto a, const auto &b) { return a + b; };
  // CHECK: [] { TELINJECT_{{(CONSTEXPR_)?}}FUNCTION(2, "", "outer::lambda@{{[0-9]+}}()") std::puts("called"); }();
  [] { std::puts("called"); }();
  // CHECK: return TELINJECT_RETURN(1, int) call(add) + generic(1, 2L) > 0 ? [] { TELINJECT_{{.*}} return TELINJECT_RETURN(2, int) 3 TELINJECT_END_RETURN(2, "i"); }() : 0 TELINJECT_END_RETURN(1, "i");
  return call(add) + generic(1, 2L) > 0 ? [] { return 3; }() : 0;
}

#if __cplusplus >= 201703L
// The use in a constant expression must go on working.
constexpr int seven = [](int x) { return x + 3; }(4);
static_assert(seven == 7, "");
constexpr auto square = [](auto x) constexpr { return x * x; };
static_assert(square(3) == 9, "");
int sized[square(2)];
#endif

struct Holder {
  // CHECK: int (*hook)(int) = [](int v) { TELINJECT_{{(CONSTEXPR_)?}}FUNCTION(1, "i", "Holder::lambda@{{[0-9]+}}(v) -> int", v)
  int (*hook)(int) = [](int v) { return v + 40; };
};

int main() { std::printf("%d %d %d %d\n", global(1), later(), outer(3), Holder().hook(2)); }
// CHECK: === ledger
// CHECK-NOT: skipped
// NEW: === trace
// NEW: > main
// NEW-DAG: < lambda@{{[0-9]+}} = 2
// NEW-DAG: < Holder::lambda@{{[0-9]+}} = 42
// NEW-DAG: > outer::lambda@{{[0-9@]+}}(a=1, b=2)
// NEW: < main
