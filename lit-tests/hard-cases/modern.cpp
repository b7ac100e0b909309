// C++20 and later: concepts, abbreviated templates, lambdas in unevaluated operands and as template arguments, if consteval.
// RUN: %roundtrip --option=--events=function %s --std=c++20 | %FileCheck %s
// RUN: %roundtrip %s --std=c++20 > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=c++23 --cc=clang | %FileCheck %s

#include <compare>
#include <cstdio>

template <class T> concept Number = requires(T t) { t + 1; };
// CHECK: auto add(Number auto a, auto b) requires Number<decltype(b)> { TELINJECT_FUNCTION(1, "vv", {{.*}}) return a + b; }
auto add(Number auto a, auto b) requires Number<decltype(b)> { return a + b; }
struct Ordered {
  int v;
  auto operator<=>(const Ordered &) const = default;
  // CHECK: bool less(const Ordered &o) const { TELINJECT_FUNCTION(1, "o", "Ordered::less(o:const Ordered &) -> bool") return TELINJECT_RETURN(1, bool) *this < o
  bool less(const Ordered &o) const { return *this < o; }
};
using Unevaluated = decltype([](int x) { return x; });
template <auto F = [] { return 4; }> constexpr int call() { return F(); }
static_assert(call<[] { return 5; }>() == 5);
template <class T> struct Friendly {
  // CHECK: friend int peek(const Friendly &f) { TELINJECT_FUNCTION(1, "{{[ov]}}", "{{.*}}peek(f:{{.*}}) -> int"{{.*}}) return TELINJECT_RETURN(1, int) f.v
  friend int peek(const Friendly &f) { return f.v; }
  T v;
};
auto several(bool b) {
  // CHECK: if (b) return TELINJECT_RETURN(1, int) 1 TELINJECT_END_RETURN(1, "i");
  if (b) return 1;
  return 2;
}
constexpr int timely() {
  if (__builtin_is_constant_evaluated()) return 1;
  return 2;
}
static_assert(timely() == 1);
#if __cplusplus > 202002L
constexpr int timelier() {
  if consteval { return 1; } else { return 2; }
}
static_assert(timelier() == 1);
struct Deduced {
  int v = 3;
  int get(this const Deduced &self) { return self.v; }
  static int operator()(int x) { return x; }
};
#else
constexpr int timelier() { return 2; }
#endif

int main() {
  // A constant array's size, a template argument: lambdas where a constant is wanted.
  int sized[([] { return 2; }())] = {1, 2};
  std::printf("%d %d %d %d %d %d\n", add(1, 2), Ordered{1}.less(Ordered{2}), Unevaluated()(3), call(), peek(Friendly<int>{6}), several(true));
  std::printf("%d %d %d\n", timely(), timelier(), sized[1]);
#if __cplusplus > 202002L
  std::printf("%d %d\n", Deduced().get(), Deduced()(4));
#endif
}
