// Changes of variables in C++: lvalues stay lvalues, constants constant, temporaries as they were; classes are captured by type.
// RUN: %roundtrip --events=function,variable %s --std=c++17,c++20 --trace --warn=no-unused-but-set-variable,no-volatile,no-restrict | %FileCheck %s --check-prefixes=CHECK,TRACE

#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

enum class Color { Red, Green };
struct Bits { int low : 3; };
struct Tracked { int n; Tracked &operator=(int v) { n = v; return *this; } void operator+=(int v) { n += v; } };

template <class T> static T twice(T value) {
  // CHECK: T result{}; TELINJECT_DECLARATION(1, 1, "v", "result : T", TELINJECT_VALUE(result)) TELINJECT_WRITE() result = value TELINJECT_END_WRITE(1, "v", "result : T", TELINJECT_VALUE(result));
  T result{}; result = value;
  result += value;
  return result;
}

constexpr int fixed(int n) { int r = 0; r += n; r++; for (int i = 0; i < n; ++i) r = r + i; return r; }
static_assert(fixed(3) == 7);

static int &pick(int &a, int &b, bool first) {
  // CHECK: return (first ? TELINJECT_ASSIGN(1, int) a = 1 TELINJECT_END_ASSIGN(1, 1, "i", "a : int") : TELINJECT_ASSIGN(1, int) b = 2 TELINJECT_END_ASSIGN(1, 1, "i", "b : int"));
  return (first ? a = 1 : b = 2);
}

int main() {
  int x = 1, y = 2;
  // CHECK: (TELINJECT_ASSIGN(2, int) x = 5 TELINJECT_END_ASSIGN(2, 1, "i", "x : int")) += 2 TELINJECT_END_ASSIGN(1, 1, "i", "(x = 5) : int");
  (x = 5) += 2;
  pick(x, y, false)++;
  // CHECK: std::string s = "a"; TELINJECT_DECLARATION(1, 1, "t", "s : std::string", TELINJECT_TEXT(s)) TELINJECT_WRITE() s = "b" TELINJECT_END_WRITE(1, "t", "s : std::string", TELINJECT_TEXT(s)); TELINJECT_WRITE() s += 'c' TELINJECT_END_WRITE
  std::string s = "a"; s = "b"; s += 'c';
  // CHECK: Color c = TELINJECT_INIT(1, enum ::Color) Color::Red TELINJECT_END_INIT(1, 1, "E{0=Red,1=Green}", "c : Color"); TELINJECT_ASSIGN(1, enum ::Color) c = Color::Green
  Color c = Color::Red; c = Color::Green;
  // CHECK: Bits b{}; TELINJECT_DECLARATION(2, 1, "o", "b : Bits") TELINJECT_INIT(1, int) b.low = 2 TELINJECT_END_INIT(1, 1, "i", "b.low : int");
  Bits b{}; b.low = 2;
  // CHECK: const int size = 4; TELINJECT_DECLARATION(3, 1, "i", "size : const int", size) int array[size] = {1}; TELINJECT_DECLARATION(4, 1, "o", "array : int[4]")
  const int size = 4; int array[size] = {1};
  // CHECK: constexpr int fixed_size = fixed(2); TELINJECT_DECLARATION
  constexpr int fixed_size = fixed(2); static_assert(fixed_size == 4);
  const std::string &longer = std::string("temporary");
  // CHECK: if (int n = TELINJECT_INIT(1, int) x TELINJECT_END_INIT(1, 1, "i", "n : int"); n > 2) TELINJECT_ASSIGN(1, int) y = n
  if (int n = x; n > 2) y = n;
  std::optional<int> maybe; maybe = 3;
  // CHECK: bool has(maybe); TELINJECT_DECLARATION(6, 1, "b", "has : bool", has)
  bool has(maybe);
  Tracked t{0}; t = 5; t += 2;
  std::vector<bool> flags(2); flags[1] = true;
  volatile int v = 3; v = 4;
  int *p = nullptr; p = &x; *p = 9; auto q = p; ++q;
  std::map<std::string, int> m; m["k"]++; m["k"] += 2;
  for (auto it = m.begin(); it != m.end(); ++it) it->second = 7;
  // CHECK: auto lambda = [&](int k) { TELINJECT_{{.*}}FUNCTION(2, {{.*}}) TELINJECT_ASSIGN(1, int) y = k TELINJECT_END_ASSIGN(1, 2, "i", "y : int"); return
  auto lambda = [&](int k) { y = k; return y; };
  auto owner = std::make_unique<int>(3); owner = nullptr;
  std::printf("%d %d %s %d %d %d %s %d %d %d %d %d %d %d\n", x, y, s.c_str(), static_cast<int>(c), b.low, array[0] + fixed_size, longer.c_str(), has, t.n,
              static_cast<int>(flags[1]), static_cast<int>(v), m["k"], lambda(4), twice(2) + static_cast<int>(twice(1.5)) + (q != p) + (owner == nullptr));
}
// TRACE: {{^}}=== trace
// TRACE: change x = 5 : int
// TRACE-NEXT: change (x = 5) = 7 : int
// TRACE: change c = Green : Color
