// An insertion that needs a keyword is left out where that is a macro; no guard stands where __attribute__ is one.
// RUN: %roundtrip %s --std=gnu17 --warn=-Wno-keyword-macro --list | %FileCheck %s
// RUN: %roundtrip %s --std=gnu17 --warn=-Wno-keyword-macro --no-events --list --no-launcher -- "-D__attribute__(x)=" | %FileCheck %s --check-prefix=CHECK-ATTRIBUTE
// RUN: %roundtrip %s --std=gnu17 --warn=-Wno-keyword-macro --no-events --list --no-launcher -- -D__cleanup__=__unused__ | %FileCheck %s --check-prefix=CHECK-ATTRIBUTE

int elses;
#define else else if (elses++, 0) {} else

// CHECK-ATTRIBUTE-NOT: TELINJECT_FUNCTION
// CHECK-ATTRIBUTE: function both: skipped (keyword-macro)
// CHECK: int both(int a) { TELINJECT_FUNCTION(
int both(int a) {
  // CHECK: {{^ *}}if (a) return TELINJECT_RETURN(1, int) a + 1 TELINJECT_END_RETURN(1, "i");{{$}}
  if (a) return a + 1;
  // CHECK: {{^ *}}if (a == 3) TELINJECT_ASSIGN({{.*}}) a = 4 TELINJECT_END_ASSIGN({{.*}}); else TELINJECT_ASSIGN(
  if (a == 3) a = 4; else a = 2;
  return a;
}

int main(void) { return both(1) + both(0) * 8 + elses; }
// CHECK: === ledger
// CHECK: conditional a: skipped (keyword-macro)
