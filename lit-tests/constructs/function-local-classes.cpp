// Nested and local classes, functions inside functions: every body has a guard of its own number, so that none shadows another.
// RUN: %roundtrip --option=--events=function %s --std=c++11,c++20 --trace | %FileCheck %s
// RUN: %roundtrip %s --std=c++11,c++20 > /dev/null

#include <cstdio>

class Outer {
  class Private {
  public:
    // CHECK: int hidden() { TELINJECT_FUNCTION(1, "", "Outer::Private::hidden() -> int")
    int hidden() { return 1; }
  };
  enum Kind { one, two };

public:
  // A private type may be named where the body stands.
  // CHECK: Kind kind(Kind k) { TELINJECT_FUNCTION(1, "e", "Outer::kind(k{0=one,1=two}) -> Kind", k) return TELINJECT_RETURN(1, {{.*}}Kind) k == one ? two : one TELINJECT_END_RETURN(1, "E{0=one,1=two}"); }
  Kind kind(Kind k) { return k == one ? two : one; }
  int run() { return Private().hidden() + static_cast<int>(kind(one)); }
};

int outer(int n) {
  struct Local {
    int base;
    // CHECK: explicit Local(int b) : base(b) { TELINJECT_FUNCTION(2, "i", "outer::Local::Local(b)", b)}
    explicit Local(int b) : base(b) {}
    int deep(int x) {
      struct Deeper {
        // CHECK: static int go(int y) { TELINJECT_FUNCTION(3, "i", "outer::Local::deep::Deeper::go(y) -> int", y) return TELINJECT_RETURN(3, int) y * 2 TELINJECT_END_RETURN(3, "i"); }
        static int go(int y) { return y * 2; }
      };
      // CHECK: return TELINJECT_RETURN(2, int) Deeper::go(x) + base TELINJECT_END_RETURN(2, "i");
      return Deeper::go(x) + base;
    }
    // A type of this function cannot be named in a wrapper everywhere: the exit has its type, and the return is not wrapped.
    // CHECK: Local *self() { TELINJECT_FUNCTION(2, "", "outer::Local::self() -> Local *") return this; }
    Local *self() { return this; }
  };
  // CHECK: return TELINJECT_RETURN(1, int) Local(n).self()->deep(3)
  return Local(n).self()->deep(3);
}

int main() { std::printf("%d %d\n", Outer().run(), outer(10)); }
// CHECK: === trace
// CHECK: < Outer::kind = two
// CHECK: > outer@{{[0-9]+}}(n=10)
// CHECK: < outer = 16
