// ?: in C++, where capture.ternary asks for it: branches may be lvalues, throw-expressions, classes; conditions convert to bool as ever.
// RUN: %roundtrip --option=--events=function,conditional --option=--config=%S/Inputs/ternary.json %s --std=c++98,c++11,c++17,c++20 --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include <cstdio>
#include <string>

#if __cplusplus >= 201103L
#define EXPLICIT explicit
#define CONSTEXPR constexpr
#else
#define EXPLICIT
#define CONSTEXPR
#endif

struct Truth {
  int v;
  EXPLICIT operator bool() const { return v != 0; }
};

static int lvalues(int a, int b, bool c) {
  // CHECK: (TELINJECT_TERNARY(1) c TELINJECT_END_TERNARY(1, 1, "ternary then", "ternary else", "c") ? a : b) = 7;
  (c ? a : b) = 7;
  return a * 10 + b;
}

static int throws(int a) {
  // CHECK: {{.*}}TELINJECT_TERNARY(1) a > 0 TELINJECT_END_TERNARY(1, 1, "ternary then", "ternary else", "a > 0") ? a : throw a
  return a > 0 ? a : throw a;
}

static std::string converts(const Truth &t) {
  // CHECK: return TELINJECT_TERNARY(1) t TELINJECT_END_TERNARY(1, 1, "ternary then", "ternary else", "t") ? std::string("yes") : "no";
  return t ? std::string("yes") : "no";
}

// Constant where its argument is.
#if __cplusplus >= 201402L
// CHECK: constexpr int larger(int a, int b) { TELINJECT_CONSTEXPR_FUNCTION{{.*}}TELINJECT_TERNARY(1) a > b TELINJECT_END_TERNARY(
constexpr int larger(int a, int b) { return a > b ? a : b; }
static_assert(larger(1, 2) == 2, "");
#else
static int larger(int a, int b) { return a > b ? a : b; }
#endif

template <class T, bool B> static T generic(T v) {
  // What depends on a template's argument only may have to be constant.
  // CHECK: CONSTEXPR static const int n = B ? 1 : 2;
  CONSTEXPR static const int n = B ? 1 : 2;
  // CHECK: TELINJECT_TERNARY(1) v < T(3) TELINJECT_END_TERNARY(1, 1, "ternary then", "ternary else", "v < T(3)") ? v : T(n)
  return v < T(3) ? v : T(n);
}

int main() {
  Truth yes = {1}, no = {0};
  int caught = 0;
  try {
    throws(-3);
  } catch (int v) {
    caught = v;
  }
  // TRACE: branch ternary then{{.*}} c
  std::printf("%d %d %s %s %d %d %.1f\n", lvalues(1, 2, true), caught, converts(yes).c_str(), converts(no).c_str(), larger(4, 3), generic<int, true>(5), generic<double, false>(2.5));
  return 0;
}
