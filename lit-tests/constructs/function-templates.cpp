// Templates: a body is instrumented once, for all its instantiations; values whose type is not known yet go by TELINJECT_VALUE.
// RUN: %roundtrip --option=--events=function %s --std=c++14,c++17,c++20 --trace | %FileCheck %s
// RUN: %roundtrip %s --std=c++14,c++17,c++20 > /dev/null

#include <cstdio>

enum class Mode { slow, fast };
struct Opaque { int x; };

// CHECK: template <class T> T larger(T a, T b) { TELINJECT_FUNCTION(1, "vv", "larger(a:T, b:T) -> T", TELINJECT_VALUE(a), TELINJECT_VALUE(b)) return b < a ? a : b; }
template <class T> T larger(T a, T b) { return b < a ? a : b; }
// A full specialisation is a function of its own; what it returns is known.
// CHECK: template <> int larger<int>(int a, int b) { TELINJECT_FUNCTION(1, "ii", "larger(a, b) -> int", a, b) return TELINJECT_RETURN(1, int) b < a ? a : b TELINJECT_END_RETURN(1, "i"); }
template <> int larger<int>(int a, int b) { return b < a ? a : b; }

// CHECK: template <class T, int N> int length(T (&items)[N]) { TELINJECT_FUNCTION(1, "o", "length(items:T (&)[N]) -> int") return TELINJECT_RETURN(1, int) N
template <class T, int N> int length(T (&items)[N]) { return N + (items[0] == items[0] ? 0 : 1); }
// CHECK: template <class T> int constant(const T &v) { TELINJECT_FUNCTION(1, "v", "constant(v:const T &) -> int", TELINJECT_VALUE(v))
template <class T> int constant(const T &v) { return static_cast<int>(sizeof v); }
// CHECK: template <class T> int forward(T &&v) { TELINJECT_FUNCTION(1, "o", "forward(v:T &&) -> int")
template <class T> int forward(T &&v) { return sizeof v > 1; }
// CHECK: template <class... Ts> int pack(Ts... all) { TELINJECT_FUNCTION(1, "o", "pack(all:Ts...) -> int")
template <class... Ts> int pack(Ts... all) {
  int sizes[] = {0, static_cast<int>(sizeof all)...};
  return sizes[0] + static_cast<int>(sizeof...(Ts));
}

template <class T> struct Box {
  // CHECK: explicit Box(T v) : value(v) { TELINJECT_FUNCTION(1, "v", "Box::Box(v:T)", TELINJECT_VALUE(v))}
  explicit Box(T v) : value(v) {}
  // CHECK: ~Box() { TELINJECT_FUNCTION(1, "", "Box::~Box()")}
  ~Box() {}
  // CHECK: T get() const { TELINJECT_FUNCTION(1, "", "Box::get() -> T") return value; }
  T get() const { return value; }
  int size() const;
  template <class U> int convert(U u) const;
  struct Inner {
    // CHECK: bool ok() { TELINJECT_FUNCTION(1, "", "Box::Inner::ok() -> bool") return TELINJECT_RETURN(1, bool) true
    bool ok() { return true; }
  };
  Inner inner() { return Inner(); }
  T value;
};
// CHECK: template <class T> int Box<T>::size() const { TELINJECT_FUNCTION(1, "", "Box::size() -> int") return TELINJECT_RETURN(1, int) static_cast<int>(sizeof value) TELINJECT_END_RETURN(1, "i"); }
template <class T> int Box<T>::size() const { return static_cast<int>(sizeof value); }
// CHECK: template <class U> int Box<T>::convert(U u) const { TELINJECT_FUNCTION(1, "v", "Box::convert(u:U) -> int", TELINJECT_VALUE(u))
template <class T> template <class U> int Box<T>::convert(U u) const { return static_cast<int>(u) + size(); }
// A partial specialisation, and a full one.
template <class T> struct Box<T *> {
  // CHECK: T *get(T *p) { TELINJECT_FUNCTION(1, "v", "Box::get(p:T *) -> T *", TELINJECT_VALUE(p)) return p; }
  T *get(T *p) { return p; }
};
template <> struct Box<bool> {
  // CHECK: bool get(bool b) { TELINJECT_FUNCTION(1, "b", "Box::get(b) -> bool", b) return TELINJECT_RETURN(1, bool) b
  bool get(bool b) { return b; }
};
template struct Box<short>;  // an explicit instantiation adds nothing

// CHECK: auto deduced(int x) { TELINJECT_FUNCTION(1, "i", "deduced(x) -> int", x) return TELINJECT_RETURN(1, int) x TELINJECT_END_RETURN(1, "i"); }
auto deduced(int x) { return x; }
// CHECK: decltype(auto) exact(T &x) { TELINJECT_FUNCTION(1, "o", "exact(x:T &) -> decltype(auto)") return (x); }
template <class T> decltype(auto) exact(T &x) { return (x); }

int main() {
  int items[3] = {1, 2, 3}, n = 5;
  const int fixed[2] = {1, 2};
  exact(n) = 6;
  Box<int> box(4);
  std::printf("%d %g %d %d %d %d\n", larger(1, 2), larger(2.5, 1.5), length(items), length(fixed), constant("abc"), constant(items));
  std::printf("%d %d %d %d %d\n", forward(n), forward(3), pack(1, 'c', 2.0), pack(), constant(Mode::fast) + constant(Opaque{1}));
  std::printf("%d %d %d %d %d\n", box.get(), box.size(), box.convert('a'), box.inner().ok(), *Box<int *>().get(&n));
  std::printf("%d %d\n", Box<bool>().get(true), deduced(9));
}
// CHECK: === trace
// CHECK-DAG: > larger@{{[0-9]+}}(a=1, b=2)
// CHECK-DAG: < larger = 2
// CHECK-DAG: > larger@{{[0-9]+}}(a=2.5, b=1.5)
// CHECK-DAG: > constant@{{[0-9]+}}(v=1)
// CHECK: < main
