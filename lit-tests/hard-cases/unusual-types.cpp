// Types that a wrapper cannot or must not name, vectors, 128 bits, long double, unnamed ones; by value, by type, never wrongly.
// RUN: %roundtrip --option=--events=function %s --std=gnu++17,gnu++20 --lax | %FileCheck %s
// RUN: %roundtrip %s --std=gnu++17,gnu++20 --lax > /dev/null

#include <cstdio>

typedef float V4 __attribute__((vector_size(16)));
typedef int (*Callback)(const char *, int);
static struct { int a; } blob;
enum { first, second } static anonymous_enum = first;
typedef struct { int b; } Named;
template <class T> struct Wrap { T t; enum Inner { x, y }; struct Deep { int d; }; };
template <class T> using Alias = T *;

// CHECK: V4 vector(V4 v) { TELINJECT_FUNCTION(1, "o", "vector(v:V4) -> V4") return v + v; }
V4 vector(V4 v) { return v + v; }
// CHECK: __int128 big(unsigned __int128 v) { TELINJECT_FUNCTION(1, "o", "big(v:unsigned __int128) -> __int128") return static_cast<__int128>(v) + 1; }
__int128 big(unsigned __int128 v) { return static_cast<__int128>(v) + 1; }
// CHECK: long double precise(long double v) { TELINJECT_FUNCTION(1, "g", "precise(v) -> long double", v) return TELINJECT_RETURN(1, long double) v
long double precise(long double v) { return v; }
// CHECK: _Complex double rotated(_Complex double z) { TELINJECT_FUNCTION(1, "o", "rotated(z:_Complex double) -> _Complex double") return -z; }
_Complex double rotated(_Complex double z) { return -z; }
// CHECK: Callback callback(Callback c) { TELINJECT_FUNCTION(1, "p", "callback(c) -> Callback", c) return c; }
Callback callback(Callback c) { return c; }
// CHECK: auto unnamed() { TELINJECT_FUNCTION(1, "", "unnamed() -> {{.*}}") return &blob; }
static auto unnamed() { return &blob; }
// CHECK: decltype(anonymous_enum) anonymous() { TELINJECT_FUNCTION(1, "", "anonymous() -> {{.*}}") anonymous_enum = second; return anonymous_enum; }
static decltype(anonymous_enum) anonymous() { anonymous_enum = second; return anonymous_enum; }
// CHECK: Named *named(Named *n) { TELINJECT_FUNCTION(1, "p", "named(n) -> Named *", n) return TELINJECT_RETURN(1, {{(struct )?}}::Named *) n
Named *named(Named *n) { return n; }
// CHECK: Wrap<int>::Inner inner() { TELINJECT_FUNCTION(1, "", "inner() -> {{.*}}Inner") return Wrap<int>::y; }
Wrap<int>::Inner inner() { return Wrap<int>::y; }
// CHECK: Wrap<int>::Deep *deep(Wrap<int>::Deep *d) { TELINJECT_FUNCTION(1, "p", "deep(d) -> {{.*}}Deep *", d) return d; }
Wrap<int>::Deep *deep(Wrap<int>::Deep *d) { return d; }
// CHECK: Wrap<Wrap<int>> *nested(Wrap<Wrap<int>> *w) { TELINJECT_FUNCTION(1, "p", "nested(w) -> Wrap<Wrap<int>> *", w) return w; }
Wrap<Wrap<int>> *nested(Wrap<Wrap<int>> *w) { return w; }
// CHECK: Alias<int> alias(Alias<int> a) { TELINJECT_FUNCTION(1, "p", "alias(a) -> Alias<int>", a) return TELINJECT_RETURN(1, int *) a
Alias<int> alias(Alias<int> a) { return a; }
// CHECK: int (*array(int (*a)[3]))[3] { TELINJECT_FUNCTION(1, "p", "array(a) -> int (*)[3]", a) return a; }
int (*array(int (*a)[3]))[3] { return a; }
// CHECK: volatile int *unstable(volatile int *p) { TELINJECT_FUNCTION(1, "p", "unstable(p) -> volatile int *", p) return TELINJECT_RETURN(1, volatile int *) p
volatile int *unstable(volatile int *p) { return p; }
static int answer(const char *s, int n) { return s[n]; }

int main() {
  V4 v = {1, 2, 3, 4};
  int a[3] = {7, 8, 9};
  volatile int w = 3;
  Named n = {5};
  Wrap<int>::Deep d = {6};
  std::printf("%g %d %g %g %d\n", static_cast<double>(vector(v)[1]), static_cast<int>(big(3)), static_cast<double>(precise(2.5L)), -__real__ rotated(1.0), callback(answer)("abc", 1));
  std::printf("%d %d %d %d %d %d\n", unnamed()->a, anonymous(), named(&n)->b, inner(), deep(&d)->d, nested(nullptr) == nullptr);
  std::printf("%d %d %d\n", *alias(a), (*array(&a))[2], *unstable(&w));
}
