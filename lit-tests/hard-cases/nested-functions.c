// What GCC takes and Clang's parser does not (nested functions, __builtin_va_arg_pack) is compiled as it was, and the ledger says so.
// RUN: rm -rf %t && mkdir -p %t && cp %s %t/nested.c && cd %t
// RUN: %telinject cc --strict --root %t --ledger %t/ledger -- %gcc -O2 -Wall -Wextra -Werror -c nested.c -o nested.o
// RUN: %FileCheck --input-file=%t/ledger --check-prefix=LEDGER %s
// RUN: %telinject cc --strict -- %gcc nested.o -o nested && %t/nested | %FileCheck %s
// RUN: %database nested.c
// RUN: %exits 3 %telinject -p . --root %t --out out --quiet 2>&1 | %FileCheck --check-prefix=ERROR %s

#include <stdio.h>

extern inline __attribute__((gnu_inline, always_inline)) int print(const char *format, ...) { return printf(format, __builtin_va_arg_pack()); }

int main(void) {
  int k = 1;
  auto int add(int x);
  int add(int x) { return x + k; }
  print("%d\n", add(1));
  return 0;
}
// LEDGER: "reason":"does-not-parse: nested.c:{{.*}}
// CHECK: {{^}}2{{$}}
// ERROR: telinject: error: nested.c:{{.*}}; left unchanged
