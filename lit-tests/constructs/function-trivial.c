// --min-statements auto in C: getters, setters and forwarding functions are left out; functions that call a library, or do
// more than one thing, are kept.  A callee in a file that --exclude leaves out has no span, so its caller is kept.
// RUN: %roundtrip --option=--events=function %s --std=c99,c17 --list --option=--min-statements=auto | %FileCheck %s --implicit-check-not="skipped_{{.*}}: instrumented" --implicit-check-not="kept_{{.*}}: skipped"
// RUN: rm -rf %t && mkdir %t && cd %t && cp %S/Inputs/trivial/vendor.h %S/Inputs/trivial/main.c . && %database main.c -- -I.
// RUN: %telinject -p . --root . --list -q --min-statements auto | %FileCheck %s --check-prefix=WHOLE
// RUN: %telinject -p . --root . --list -q --min-statements auto --exclude 'vendor.*' | %FileCheck %s --check-prefix=PART
// RUN: %telinject -p . --root . --list -q --min-statements auto --skip-functions '^vendor_' | %FileCheck %s --check-prefix=PART
// WHOLE: function forward: skipped (trivial)
// PART: function forward: instrumented
#include <stdio.h>
#include <string.h>

struct stack { int *items; unsigned size; const char *name; };

int kept_search(const struct stack *s, int item) {
  unsigned i;
  for (i = 0; i < s->size; ++i)
    if (s->items[i] == item) return (int)i;
  return -1;
}
unsigned kept_length(const struct stack *s) { return (unsigned)strlen(s->name); }
int kept_close(FILE *file) { return fclose(file); }
void kept_clear(struct stack *s) { s->items = 0; s->size = 0; }
int kept_branch(const struct stack *s) { if (!s) return 0; return (int)s->size; }
int kept_statement_expression(int n) { return __extension__({ int m = n; m * 2; }); }
int kept_pointer(int (*f)(void)) { return f(); }

unsigned skipped_size(const struct stack *s) { return s->size; }
void skipped_set_name(struct stack *s, const char *name) { s->name = name; }
int skipped_item(const struct stack *s, unsigned i) { return s->items[i]; }
int skipped_contains(const struct stack *s, int item) { return kept_search(s, item) >= 0; }
unsigned skipped_bytes(const struct stack *s) { return s->size * (unsigned)sizeof(int); }
int skipped_maximum(int a, int b) { return __builtin_expect(a > b, 1) ? a : b; }
void skipped_nothing(struct stack *s) { (void)s; }
unsigned skipped_pop(struct stack *s) { --s->size; return s->size; }
static int seven(void) { return 7; }

int main(void) {
  int items[2] = {3, 4};
  struct stack s;
  FILE *file = tmpfile();
  s.items = items; s.size = 2;
  skipped_set_name(&s, "stack");
  skipped_nothing(&s);
  if (!file || kept_close(file) != 0) return 1;
  printf("%d %u %d %d %d\n", kept_search(&s, 4), kept_length(&s), kept_branch(&s), kept_statement_expression(2), kept_pointer(seven));
  printf("%u %d %d %u %d\n", skipped_size(&s), skipped_item(&s, 0), skipped_contains(&s, 4), skipped_bytes(&s), skipped_maximum(1, 2));
  printf("%u\n", skipped_pop(&s));
  kept_clear(&s);
  return 0;
}
// CHECK: function kept_search: instrumented
// CHECK: function kept_pointer: instrumented
// CHECK: function skipped_size: skipped (trivial)
// CHECK: function skipped_pop: skipped (trivial)
// CHECK: function seven: skipped (trivial)
// CHECK: function main: instrumented
