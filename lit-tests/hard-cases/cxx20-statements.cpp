// Statements of C++17 and C++20: initialisers in range-for, if and switch, structured bindings, likely, attributes everywhere.
// RUN: %roundtrip %s --std=c++20 --warn=-Wno-restrict --list | %FileCheck %s

#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <tuple>
#include <vector>

struct Pair { int a, b; };
enum class Kind { one, two, three };

static int ranges() {
  int sum = 0;
  // CHECK: TELINJECT_LOOP(1_1, 1, "range_for condition", "std::vector<int> v{1, 2, 3}; auto x : v") for (std::vector<int> v{1, 2, 3}; auto x : v)
  for (std::vector<int> v{1, 2, 3}; auto x : v) sum += x;
  for (auto const &[key, value] : std::map<int, int>{{1, 2}, {3, 4}}) sum += key * value;
  for (int i = 0; char c : std::string("ab")) { i++; sum += c - 'a' + i; }
  for ([[maybe_unused]] auto x : {1, 2}) ++sum;
  for (auto &x : std::array<Pair, 2>{}) { x.a = 3; if (x.b) break; }
  int list[] = {4, 5};
  for (int &x : list) for (int &y : list) { if (&x == &y) continue; x += y; }
  return sum + list[0];
}
static int bindings() {
  Pair p{1, 2};
  auto [a, b] = p;
  auto &[c, d] = p;
  a = 3; b++; c = 5; d += 1;
  auto [t, u, v] = std::make_tuple(1, std::string("x"), 2.5);
  t = 4; u = "y"; v *= 2;
  auto lambda = [a, &c, n = b] { return a + c + n; };
  if (auto [q, r] = p; q > r) a = q; else b = r;
  switch (auto [q, r] = p; q) { case 3: b = r; break; default: b = q; }
  return a + b + c + d + t + static_cast<int>(u.size()) + static_cast<int>(v) + lambda();
}
static int attributes(int x) {
  // CHECK: if (x > 1) {{\[\[}}likely{{\]\]}} { TELINJECT_BRANCH(1, "if then", "x > 1")
  if (x > 1) [[likely]] { x++; } else [[unlikely]] x--;
  if (x > 2) [[unlikely]] return x;
  // CHECK: for (int i = {{.*}}) {{\[\[}}likely{{\]\]}} {
  for (int i = 0; i < 2; i++) [[likely]] { x += i; }
  while (x > 100) [[unlikely]] x--;
  switch (x) {
    [[likely]] case 1: x = 5; [[fallthrough]];
    case 2: [[unlikely]] x = 6; break;
    [[likely]] case 3: [[unlikely]] case 4: x = 7; break;
    [[unlikely]] default: [[maybe_unused]] int k = 3; break;
  }
  [[maybe_unused]] int unused = 4;
  [[maybe_unused]] again: x++;
  if (x < 4) goto again;
  return x;
}
static int choose(Kind k, int n) {
  using enum Kind;
  if (int m = n; m > 3) n = m; else if (int o = m * 2; o > 3) n += o; else n = m + o;
  switch (int m = n % 3; k) { case one: return m; case two: n++; break; case three: n--; }
  switch (auto size = sizeof(n)) { case 4: n += static_cast<int>(size); }
  if (typedef int T; n > 5) n = T(5);
  return n;
}
template <class T> static int dependent(T t) {
  if constexpr (requires { t.size(); }) { return static_cast<int>(t.size()); }
  else if constexpr (sizeof(T) > 4) return 8;
  else { t++; return static_cast<int>(t); }
}

int main() { std::printf("%d %d %d %d %d %d\n", ranges(), bindings(), attributes(1), choose(Kind::two, 1), dependent(std::string("abc")), dependent(3) + dependent(2.5)); }
// CHECK: loop std::vector<int> v{1, 2, 3}; auto x : v: instrumented
// CHECK: variable v: skipped (in-header)
// CHECK-NOT: skipped
