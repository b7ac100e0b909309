// C++ functions with a second body, and those that keep one.
// RUN: %roundtrip --bodies --option=--second-bodies --events=function %s --std=gnu++17,c++20 --lax --trace > %t && %FileCheck %s < %t && %FileCheck %s --check-prefix=ONE < %t
// RUN: %roundtrip --option=--second-bodies %s --std=gnu++17,c++20,c++23 --lax > /dev/null
// RUN: %roundtrip --option=--second-bodies --option=--events=loop,conditional %s --std=gnu++17 --lax > /dev/null

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// CHECK: static int twice(int a) { TELINJECT_SECOND_BODY(int, int *telinject_w, TELINJECT_PASSED(a)) TELINJECT_FUNCTION(1, "i", "twice(a) -> int", a) return TELINJECT_RETURN(1, int) a + a TELINJECT_END_RETURN(1, "i"); TELINJECT_END_SECOND_BODY(VALUE, (int *, TELINJECT_PASSED_TYPE(a)), telinject_w, TELINJECT_PASS(a))}
static int twice(int a) { return a + a; }

// CHECK: static void bump() { TELINJECT_SECOND_BODY(void, int *telinject_w) TELINJECT_FUNCTION({{.*}} count = 9; TELINJECT_END_SECOND_BODY(NOTHING, (int *), telinject_w)}
static int count;
static void bump() { if (count) return; count = 9; }

// Members, references, objects by value that are not copied, exceptions, a parameter that is not used or has no name.
struct Counted {
  static int copies;
  std::string text;
  explicit Counted(std::string t) : text(std::move(t)) {}
  Counted(const Counted &other) : text(other.text) { ++copies; }
  // CHECK: Counted &operator=(const Counted &other) { TELINJECT_SECOND_BODY(struct ::Counted &, int *telinject_w, TELINJECT_PASSED(other))
  Counted &operator=(const Counted &other) { text = other.text; ++copies; return *this; }
  // CHECK: ~Counted() { TELINJECT_SECOND_BODY(void, int *telinject_w)
  ~Counted() { text.clear(); }
  // CHECK: size() const noexcept { TELINJECT_SECOND_BODY(
  std::size_t size() const noexcept { return text.size(); }
};
int Counted::copies;

// CHECK: length(Counted c, int) { TELINJECT_SECOND_BODY(int, int *telinject_w, TELINJECT_PASSED(c)) {{.*}} TELINJECT_END_SECOND_BODY(VALUE, (int *, TELINJECT_PASSED_TYPE(c)), telinject_w, TELINJECT_PASS(c))}
static int length(Counted c, int) { c.text += "!"; return static_cast<int>(c.size()); }

// CHECK: made(const std::string &text) { TELINJECT_SECOND_BODY(auto, int *telinject_w, TELINJECT_PASSED(text))
static std::string made(const std::string &text) { std::string result = text; result += '.'; return result; }

// CHECK: taken(std::unique_ptr<int> &&p) { TELINJECT_SECOND_BODY(int, int *telinject_w, TELINJECT_PASSED(p))
static int taken(std::unique_ptr<int> &&p) { std::unique_ptr<int> own = std::move(p); return *own; }

// CHECK: fails(int a) { TELINJECT_SECOND_BODY(int, int *telinject_w, TELINJECT_PASSED(a))
static int fails(int a) { Counted c("c"); if (a > 1) throw std::runtime_error("too large"); return a; }

// CHECK: largest(const std::vector<T> &all, T least) { TELINJECT_SECOND_BODY(int, int *telinject_w, TELINJECT_PASSED(all), TELINJECT_PASSED(least))
template <class T> int largest(const std::vector<T> &all, T least) {
  for (const T &one : all)
    if (one > least) least = one;
  return static_cast<int>(least);
}

struct Shape {
  virtual ~Shape() = default;
  // CHECK: virtual int area(int scale) const { TELINJECT_SECOND_BODY(int, int *telinject_w, TELINJECT_PASSED(scale))
  virtual int area(int scale) const { return side * scale; }
  int side = 3;
};
struct Deep : Shape {
  // CHECK: int area(int scale) const override { TELINJECT_SECOND_BODY(
  int area(int scale) const override { return Shape::area(scale) + side; }
};

// What a second body would change.
// ONE-NOT: {{(calls|named|moved|listed|nested|local|converted|constant|variadic|thrown)\(.*}} { TELINJECT_SECOND_BODY
static int calls() { static int n; return ++n; }
static const char *named() { return __func__; }
static std::unique_ptr<int> moved(std::unique_ptr<int> p) { *p += 1; return p; }
static std::pair<int, int> listed(int a) { return {a, a}; }
static int nested(int a) { auto f = [&] { return a + 1; }; return f(); }
static int local(int a) { struct L { int v; }; L l{a}; return l.v; }
static std::string converted() { return "text"; }
static constexpr int constant(int a) { return a; }
template <class... T> int variadic(T... all) { return (0 + ... + all); }
static void thrown(Counted c) { throw c; }

int main() {
  bump();
  std::printf("%d %d %s\n", twice(4), count, made("a").c_str());
  Counted c("abc"), d("d");
  d = c;
  const int n = length(c, 1), before = Counted::copies;
  std::printf("%d %d %zu\n", n, before, d.size());
  std::printf("%d\n", taken(std::make_unique<int>(5)));
  try {
    fails(1);
    fails(2);
  } catch (const std::exception &e) {
    std::printf("%s\n", e.what());
  }
  std::printf("%d %d\n", largest(std::vector<int>{1, 7, 3}, 2), largest(std::vector<double>{1.5}, 2.5));
  Deep deep;
  const Shape &shape = deep;
  std::printf("%d\n", shape.area(2));
  std::printf("%d %d %s %d %d\n", calls(), calls(), named(), *moved(std::make_unique<int>(1)), listed(2).second);
  std::printf("%d %d %s %d %d\n", nested(1), local(2), converted().c_str(), constant(3), variadic(1, 2));
  try {
    thrown(c);
  } catch (const Counted &caught) {
    std::printf("%s\n", caught.text.c_str());
  }
}
