// Conditionals in C++: declarations in conditions, if constexpr, attributes, [[fallthrough]], constant evaluation.
// RUN: %roundtrip --option=--events=function,conditional %s --std=c++17,c++20 --warn=-Wimplicit-fallthrough=5 --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include <cstdio>
#include <type_traits>

template <class T> static int kind(T v) {
  // CHECK: if constexpr (std::is_integral_v<T>) TELINJECT_OPEN_BRANCH(1, "if then", "std::is_integral_v<T>") return {{.*}}; TELINJECT_END_BRANCH() else TELINJECT_OPEN_BRANCH(1, "if else", "std::is_integral_v<T>") return {{.*}}; TELINJECT_END_BRANCH()
  if constexpr (std::is_integral_v<T>) return static_cast<int>(v) + 1; else return v ? *v : 0;
}

constexpr int fixed(int n) {
  if (n > 2) return 1;
  switch (n) { case 1: return 5; }
  return 0;
}
static_assert(fixed(1) == 5 && fixed(3) == 1 && fixed(0) == 0);

static int choose(int x) {
  // CHECK: if (int y = x * 2; y > 4) { TELINJECT_BRANCH(1, "if then", "int y = x * 2; y > 4") x = y; } else if (const int z = y) TELINJECT_OPEN_BRANCH(1, "if else if 1", "int y = x * 2; y > 4") x -= z; TELINJECT_END_BRANCH() TELINJECT_NO_BRANCH(1, "if none",
  if (int y = x * 2; y > 4) { x = y; } else if (const int z = y) x -= z;
  // CHECK: {{^ *}}switch (x) {
  switch (x) {
    // CHECK: case 0: TELINJECT_LABEL(1, "switch case 0@[[#]]", "x") x++;
    // CHECK-NEXT: fallthrough
    // CHECK-NEXT: case 1: TELINJECT_LABEL(1, "switch case 1@[[#]]", "x") int k;
    case 0: x++;
      [[fallthrough]];
    case 1: int k; k = 3; x += k; break;
    default: x = -x;
  }
  return x;
}

#if __cplusplus >= 202002L
static int likely(int x) {
  if (x > 1) [[likely]] { return 1; } else [[unlikely]] return 2;
}
#else
static int likely(int x) { return x > 1 ? 1 : 2; }
#endif

int main() {
  int n = 4;
  std::printf("%d %d %d %d %d %d %d\n", kind(3), kind(&n), choose(0), choose(3), choose(1), likely(n), fixed(n));
}
// TRACE: {{^}}=== trace
// TRACE: > kind
// TRACE-NEXT: branch if then | std::is_integral_v<T>
// TRACE-NEXT: < kind = 4
// TRACE: > choose
// TRACE-NEXT: branch if none |
// TRACE-NEXT: branch switch case 0 | x
// TRACE-NEXT: branch switch case 1 | x
