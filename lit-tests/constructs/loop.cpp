// Loops in C++: range-for, declarations in conditions, attributes, lambdas inside, exceptions on the way out, templates.
// RUN: %roundtrip --preset=cxx --events=function,loop %s --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include <cstdio>
#include <vector>

template <class T> static int total(const T &values) {
  int sum = 0;
  // CHECK: TELINJECT_LOOP(1_1, 1, "range_for condition", "const auto &v : values") for (const auto &v : values) TELINJECT_OPEN_ITERATION(1_1) sum += v; TELINJECT_END_ITERATION() TELINJECT_END_LOOP()
  for (const auto &v : values) sum += v;
  return sum;
}

static int thrower(int n) {
  // CHECK: TELINJECT_LOOP(1_1, 1, "for return", "int i = 0;; ++i") for (int i = 0;; ++i) { TELINJECT_ITERATION(1_1)
  for (int i = 0;; ++i) {
    if (i == n) throw n;
    if (i > 100) return i;
  // CHECK: } TELINJECT_END_LOOP()
  }
}

static constexpr int fixed(int n) {
#if __cplusplus >= 201402L
  int r = 0;
  for (int i = 0; i < n; i++) r += i;
  return r;
#else
  return n * (n - 1) / 2;
#endif
}
static_assert(fixed(4) == 6, "");

int main() {
  std::vector<int> v(3, 7);
  std::printf("%d %d\n", total(v), fixed(static_cast<int>(v.size())));
  // A lambda's loop inside a loop has numbers of its own.
  // CHECK: TELINJECT_LOOP(1_1, 1, "for condition", "int i = 0; i < 2; ++i") for (int i = 0; i < 2; ++i) { TELINJECT_ITERATION(1_1)
  for (int i = 0; i < 2; ++i) {
    // CHECK: auto f = [&] { TELINJECT_{{.*}}FUNCTION(2, {{.*}}) int n = 0; TELINJECT_LOOP(2_1, 2, "while condition", "n < i") while (n < i) TELINJECT_OPEN_ITERATION(2_1) n++; TELINJECT_END_ITERATION() TELINJECT_END_LOOP() return
    auto f = [&] { int n = 0; while (n < i) n++; return n; };
    std::printf("%d\n", f());
  }
  // CHECK: TELINJECT_LOOP(1_1, 1, "while condition", "int left = static_cast<int>(v.size())") while (int left = static_cast<int>(v.size())) { TELINJECT_ITERATION(1_1) if (left == 1) TELINJECT_OPEN_EXIT(1_1, 'b') break; TELINJECT_END_EXIT() v.pop_back(); } TELINJECT_END_LOOP()
  while (int left = static_cast<int>(v.size())) { if (left == 1) break; v.pop_back(); }
  try { thrower(2); } catch (int n) { std::printf("caught %d\n", n); }
}
// TRACE: {{^}}=== trace
// TRACE: > thrower
// TRACE-NEXT: loop for
// TRACE-NEXT: iteration 1
// TRACE-NEXT: iteration 2
// TRACE-NEXT: iteration 3
// TRACE-NEXT: loop-exit
// TRACE-NEXT: < thrower
