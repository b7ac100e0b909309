// A program's own namespace std, as freestanding ones and tests have: what its types can do is not known by their names.
// RUN: %roundtrip %s --std=c++11,c++20 --trace | %FileCheck %s

#include <stdio.h>

namespace std {
template <typename T, unsigned long N> struct array {
  T elements[N];
  const T &operator[](unsigned long i) const { return elements[i]; }
};
template <typename T> struct optional { T value; };
template <typename T> struct unique_ptr { T *owned; };
} // namespace std

// CHECK: first(const std::array<int, 3> &a, std::optional<int> o, const std::unique_ptr<int> &p) { TELINJECT_FUNCTION(1, "ooo", "first({{.*}}) -> int")
static int first(const std::array<int, 3> &a, std::optional<int> o, const std::unique_ptr<int> &p) { return a[0] + o.value + *p.owned; }

int main() {
  // CHECK: std::array<int, 3> a = {{[{][{]}}1, 2, 3}}; TELINJECT_DECLARATION(1, 1, "o", "a : std::array<int, 3>")
  std::array<int, 3> a = {{1, 2, 3}};
  int owned = 4;
  std::unique_ptr<int> p = {&owned};
  a = {{5, 6, 7}};
  printf("%d\n", first(a, std::optional<int>{2}, p));
}
