// Names, types and arguments that __COUNTER__ makes: nothing is expanded once more, which would shift all later numbers.
// RUN: %roundtrip %s --std=c++14,c++20 --lax --warn=-Wno-unused-function --warn=-Wno-c2y-extensions --trace | %FileCheck %s

#include <cstdio>

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define UNIQUE(p) JOIN(p, __COUNTER__)
#define NEXT __COUNTER__

// CHECK: {{^}}struct S { int UNIQUE(get)() const { TELINJECT_FUNCTION(1, "", "S::get0() -> int")
struct S { int UNIQUE(get)() const { return 10; } };
namespace space {
// CHECK: {{^}}static int UNIQUE(fn)() { TELINJECT_FUNCTION(1, "", "space::fn1() -> int")
static int UNIQUE(fn)() { return 20; }
} // namespace space
struct Text { const char *words; };
template <int N> struct Slot { static Text text; };
template <int N> Text Slot<N>::text;
// CHECK: {{^}}static int plain(int a, int b = NEXT) { TELINJECT_FUNCTION(1, "ii", "plain(a, b) -> int", a, b)
static int plain(int a, int b = NEXT) { return a + b; }
template <class T> static T UNIQUE(made)(T t) { T copy(t); return copy; }
static void written() {
  // The class is captured by its type: its name cannot be spelled again.
  // CHECK: {{^}}  TELINJECT_WRITE() Slot<NEXT>::text = Text{"a"} TELINJECT_END_WRITE(1, "o", "Slot<NEXT>::text : Text");
  Slot<NEXT>::text = Text{"a"};
  const auto UNIQUE(lambda) = [](int a) { return a + __COUNTER__; };
  std::printf("%s %d %d\n", Slot<4>::text.words, lambda5(1), __COUNTER__);
}
int main() {
  written();
  std::printf("%d %d %d %d %d\n", S().get0(), space::fn1(), plain(__COUNTER__), made3(4), __COUNTER__);
}
