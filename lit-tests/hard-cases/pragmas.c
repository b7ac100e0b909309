// What a #pragma leaves open where the macros' header is included: packing, and warnings made errors.
// RUN: %roundtrip %s --std=gnu17 --warn=-Wno-unused --cc=gcc | %FileCheck %s
// RUN: %roundtrip %s --std=gnu17 --warn=-Wno-unused --warn=-Wno-extra-semi-stmt --cc=clang -- -DNO_ERRORS | %FileCheck %s

#include <stdio.h>

#pragma pack(1)
struct packed { char c; long n; };
#ifndef NO_ERRORS
// Clang has warnings by these names that GCC does not give here.
#pragma GCC diagnostic error "-Wextra"
#pragma GCC diagnostic error "-Wparentheses"
#endif

// CHECK: #include <telinject/telinject.h>

struct also_packed { char c; long n; };
// CHECK: static int sizes(int n) { TELINJECT_FUNCTION(1, "i", "sizes(n) -> int", n)
static int sizes(int n) { return n ? (int)sizeof(struct packed) : (int)sizeof(struct also_packed); }

int main(void) {
  printf("%d %d\n", sizes(0), sizes(1));
  return 0;
}
