// C++23 and what of C++26 this Clang takes: deducing this, static operators, if consteval, several subscripts, assume, packs, `_`.
// RUN: %roundtrip %s --std=c++23 --cc=clang --list | %FileCheck %s
// RUN: %roundtrip %s --std=c++26 --cc=clang > /dev/null
// RUN: %roundtrip %s --std=c++23 --cc=gcc > /dev/null

#include <cstdio>
#include <vector>

constexpr int when(int x) {
  // CHECK: {{^}} if consteval { return {{.*}} } else { {{.*}}x += 1
  if consteval { return 1; } else { x += 1; return x; }
}
static_assert(when(5) == 1);
constexpr int unless(int x) { if !consteval { x++; } return x; }
static_assert(unless(5) == 5);
constexpr int sums(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) sum += i;
  return sum;
}
static_assert(sums(4) == 6);
auto shorter = [] { int x = 1; x++; return x; };
static int copies(int n) { auto x = auto(n); x = auto{n + 1}; return x; }
static int ends(int n) { if (n) goto end; n = 3; printf("%d\n", n); end: return n; }
#ifdef __clang__
struct Static {
  int v = 2;
  static int operator()(int x) { int y = x; y++; return y; }
  static int operator[](int a, int b) { int c = a; c += b; return c; }
  // CHECK: int deduced(this const Static &self, int n) { TELINJECT_FUNCTION(1, "oi", "Static::deduced(self:const Static &, n) -> int", n)
  int deduced(this const Static &self, int n) { int m = self.v; m += n; return m; }
  template <class Self> auto &&any(this Self &&self) { self.v = 4; self.v++; return self.v; }
  int by_value(this Static self) { self.v = 9; return self.v; }
};
static int all() {
  Static s;
  int m = s(1); m += s[2, 3];
  [[assume(m > 0)]];
  auto fact = [](this auto self, int n) -> int { return n < 2 ? 1 : n * self(n - 1); };
  m += fact(4);
  return m + s.deduced(1) + s.any() + s.by_value();
}
#else
static int all() { return 0; }
#endif
#if __cplusplus > 202302L
template <class... T> static int second(T... t) { int x = t...[1]; x++; return x; }
static int placeholders() { auto _ = 1; auto _ = 2; int n = 3; n++; return n; }
struct Gone { void f() = delete("not any more"); };
static_assert(sizeof(Gone) == 1, "a message");
static int newest() { return second(1, 2, 3) + placeholders(); }
#else
static int newest() { return 0; }
#endif

int main() {
  int n = 7;
  std::printf("%d %d %d %d %d %d %d %d\n", when(n), unless(n), sums(n), shorter(), copies(n), ends(n), all(), newest());
}
