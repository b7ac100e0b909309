// Inline assembly: labels that must not be doubled, operands that hooks stand in, asm goto, asm at file scope, asm with names.
// RUN: %roundtrip %s --std=gnu11 --lax --list | %FileCheck %s

#include <stdio.h>

__asm__(".text\n.globl from_asm\nfrom_asm: mov $42, %eax\n ret\n");
int from_asm(void);
int renamed(int x) __asm__("other_name");
int renamed(int x) { return x + 1; }
// CHECK: {{^}}static inline int labelled(int x) { __asm__ volatile("the_only_label: nop"); if (x) x++; return x; }{{$}}
static inline int labelled(int x) { __asm__ volatile("the_only_label: nop"); if (x) x++; return x; }
static int operands(int *p, int n) {
  int out = 0, other = 1;
  // CHECK: __asm__("mov %1, %0" : "=r"(out) : "r"(TELINJECT_POSTFIX_STEP(1, int) n++ TELINJECT_END_POSTFIX_STEP(
  __asm__("mov %1, %0" : "=r"(out) : "r"(n++));
  __asm__("mov %1, %0" : "=r"(*p++) : "r"(n));
  __asm__("add %1, %0" : "+r"(out) : "ri"(2) : "cc");
  __asm__ volatile("" : : : "memory");
  __asm__("" : "+m"(p[-1]), "=r"(other) : "1"(other = 5));
  __asm__("" : "+r"(out) : "i"(sizeof(int)));
  for (; n > 0; n--) __asm__ volatile("nop");
  if (out) __asm__ volatile("nop"); else __asm__ volatile("nop;nop");
  return out + other + p[-1];
}
static int jumping(int n) {
  for (int i = 0; i < 3; i++) {
    __asm__ goto("test %0, %0; jz %l1" : : "r"(n) : "cc" : out);
    n--;
  }
  return n;
out:
  return 100;
}
static unsigned long stack(void) { unsigned long sp; __asm__("mov %%rsp, %0" : "=r"(sp)); return sp & 7; }

int main(void) {
  int a[2] = {0, 0};
  printf("%d %d %d %d %d %d %lu\n", from_asm(), renamed(1), labelled(1), operands(a, 3), jumping(2), jumping(5), stack());
  return 0;
}
// CHECK: function labelled: skipped (asm-label)
// CHECK: loop ; n > 0; n--: instrumented
// CHECK: loop int i = 0; i < 3; i++: skipped (computed-goto)
