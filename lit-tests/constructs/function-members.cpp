// Members: constructors with initialiser lists and function-try-blocks, destructors, operators, conversions, ref-qualifiers.
// RUN: %roundtrip --preset=cxx --events=function %s --trace --list | %FileCheck %s
// RUN: %roundtrip --preset=cxx %s > /dev/null

#include <cstdio>

// CHECK: int log(const char *) { TELINJECT_FUNCTION(1, "", "log() -> int")
int log(const char *) { return 1; }

struct Base {
  // CHECK: explicit Base(int v) : value(v) { TELINJECT_FUNCTION(1, "i", "Base::Base(v)", v)}
  explicit Base(int v) : value(v) {}
  // CHECK: virtual ~Base() { TELINJECT_FUNCTION(1, "", "Base::~Base()") log("~Base"); }
  virtual ~Base() { log("~Base"); }
  virtual int area() const = 0;
  int value;
};

class Shape : public Base {
public:
  // CHECK: {{^}}  Shape() : Shape(1, 2) { TELINJECT_FUNCTION(1, "", "Shape::Shape()")}
  Shape() : Shape(1, 2) {}
  // CHECK: {{^}}  Shape(int w, int h)
  Shape(int w, int h)
      // The recorded line is the name's: two above, with this comment's.
      // CHECK: : Base(w), width{w}, height(h), more{w, h} { TELINJECT_FUNCTION(1, "ii@3", "Shape::Shape(w, h)", w, h)
      : Base(w), width{w}, height(h), more{w, h} {
    log("Shape");
  }
  Shape(const Shape &) = default;
  ~Shape() override;
  // CHECK: int area() const override { TELINJECT_FUNCTION(1, "", "Shape::area() -> int") return TELINJECT_RETURN(1, int) width * height TELINJECT_END_RETURN(1, "i"); }
  int area() const override { return width * height; }
  // CHECK: static int count(Shape *s) { TELINJECT_FUNCTION(1, "p", "Shape::count(s) -> int", s)
  static int count(Shape *s) { return s ? 1 : 0; }
  // CHECK: int lvalue() & { TELINJECT_FUNCTION(1, "", "Shape::lvalue() -> int")
  int lvalue() & { return 1; }
  // CHECK: int lvalue() && { TELINJECT_FUNCTION(1, "", "Shape::lvalue() -> int")
  int lvalue() && { return 2; }

  // CHECK: Shape &operator+=(const Shape &o) { TELINJECT_FUNCTION(1, "o", "Shape::operator+=(o:const Shape &) -> Shape &") width += o.width; return *this; }
  Shape &operator+=(const Shape &o) { width += o.width; return *this; }
  // CHECK: bool operator==(const Shape &o) const { TELINJECT_FUNCTION(1, "o", "Shape::operator==(o:const Shape &) -> bool") return TELINJECT_RETURN(1, bool) width == o.width
  bool operator==(const Shape &o) const { return width == o.width; }
  // CHECK: int operator()(int i) const { TELINJECT_FUNCTION(1, "i", "Shape::operator()(i) -> int", i)
  int operator()(int i) const { return i; }
  // CHECK: int &operator[](int i) { TELINJECT_FUNCTION(1, "i", "Shape::operator[](i) -> int &", i) return more[i]; }
  int &operator[](int i) { return more[i]; }
  // CHECK: explicit operator bool() const { TELINJECT_FUNCTION(1, "", "Shape::operator bool() -> bool") return TELINJECT_RETURN(1, bool) width > 0
  explicit operator bool() const { return width > 0; }
  // CHECK: operator const char *() const { TELINJECT_FUNCTION(1, "", "Shape::operator const char *() -> const char *") return TELINJECT_RETURN(1, const char *) "shape" TELINJECT_END_RETURN(1, "p"); }
  operator const char *() const { return "shape"; }
  // CHECK: void *operator new(decltype(sizeof 0) size) { TELINJECT_FUNCTION(1, "m", "Shape::operator new(size) -> void *", size) return TELINJECT_RETURN(1, void *) ::operator new(size) TELINJECT_END_RETURN(1, "p"); }
  void *operator new(decltype(sizeof 0) size) { return ::operator new(size); }
  // CHECK: void operator delete(void *p) { TELINJECT_FUNCTION(1, "p", "Shape::operator delete(p)", p) ::operator delete(p); }
  void operator delete(void *p) { ::operator delete(p); }
  // CHECK: friend bool operator<(const Shape &a, const Shape &b) { TELINJECT_FUNCTION(1, "oo", "operator<(a:const Shape &, b:const Shape &) -> bool") return
  friend bool operator<(const Shape &a, const Shape &b) { return a.width < b.width; }

  int width = 0, height;
  int more[2];
};

// CHECK: Shape::~Shape() { TELINJECT_FUNCTION(1, "", "Shape::~Shape()") log("~Shape"); }
Shape::~Shape() { log("~Shape"); }

// A quotation mark has no place in the site.
// CHECK: int operator""_mm(unsigned long long v) { TELINJECT_FUNCTION(1, "y", "operator _mm(v) -> int", v)
int operator""_mm(unsigned long long v) { return static_cast<int>(v); }

struct Thrower {
  // CHECK: explicit Thrower(int v) try : member(v) { TELINJECT_FUNCTION(1, "i", "Thrower::Thrower(v)", v)
  explicit Thrower(int v) try : member(v) {
    if (v > 1) throw v;
  } catch (int) {
    log("caught");
  }
  int member;
};

// CHECK: int guarded(int v) TELINJECT_OPEN_FUNCTION(1, "i", "guarded(v) -> int", v) try {{{$}}
int guarded(int v) try {
  Thrower t(v);
  // CHECK: return TELINJECT_RETURN(1, int) t.member TELINJECT_END_RETURN(1, "i");
  return t.member;
} catch (int caught) {
  // CHECK: {{^}}  return TELINJECT_RETURN(1, int) caught + 100 TELINJECT_END_RETURN(1, "i");{{$}}
  return caught + 100;
// CHECK: {{^}}} TELINJECT_END_FUNCTION(){{$}}
}

int main() {
  Shape a, b(3, 4);
  a += b;
  Base *c = new Shape(5, 6);
  std::printf("%d %d %d %d %d %s %d %d\n", a.area(), a == b, a(7), a[1], a < b, static_cast<const char *>(a), a ? 1 : 0, 5_mm);
  std::printf("%d %d %d %d\n", c->area(), Shape::count(&b), a.lvalue(), Shape(1, 1).lvalue());
  delete c;
  std::printf("%d %d\n", guarded(1), guarded(2));
}
// CHECK: Shape::Shape: skipped (defaulted)
// CHECK: === trace
// CHECK: > Shape::Shape@{{[0-9]+}}(w=3, h=4)
// CHECK: < guarded = 1
// CHECK: > Thrower::Thrower@{{[0-9]+}}(v=2)
// CHECK-NEXT: < Thrower::Thrower{{$}}
// CHECK-NOT: !
// CHECK: < main
