// Calls of a library in the argument of a macro: where the macro expands it once, they are instrumented.
// RUN: %roundtrip --with=%S/Inputs/call --also=store.c --option=--config=%S/Inputs/call.json %s --std=gnu89,c99,gnu17 --lax --warn=declaration-after-statement,no-overlength-strings,conversion --list --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include "store.h"
#include <stdio.h>

// As SQL_SUCCEEDED of ODBC.
#define STORE_SUCCEEDED(CODE) (((CODE) & (~1)) == 0)
#define STORE_FIRST(CODE) CODE + 1
#define STORE_SAME(CODE) CODE
#define STORE_RUN(STATEMENT, TIMES) \
  do { \
    int times; \
    for (times = 0; times < TIMES; times++) \
      STATEMENT; \
  } while (0)
#define STORE_TWICE(CODE) ((CODE) != 0 || (CODE) != 0)
#define STORE_TEXT(CODE) printf("%s %d\n", #CODE, (CODE))
#define STORE_PASTED(CODE) store_##CODE
#define STORE_OUTER(CODE) STORE_SUCCEEDED(CODE)
#define STORE_NOTHING(CODE) 0
#define STORE_CALL(NAME, STORE, TEXT) NAME(STORE, TEXT)
#define STORE_ANY(...) (__VA_ARGS__)

static const char *text(const char *t) { return t; }

int main(void) {
  struct store *s = store_open(7);
  int sum = 0;
  // CHECK: if (STORE_SUCCEEDED(TELINJECT_CALL(1, 1, "dc2", "store client", "store_query\ndb.system.name=other_sql", 0) store_query(TELINJECT_ARG(1) s TELINJECT_END_ARG(1, "h"), TELINJECT_ARG(1) text("one") TELINJECT_END_ARG(1, "s db.query.text")) TELINJECT_END_CALL(1, "Ri error!=0", TELINJECT_ON_ERROR(1, "s error.message", (store_error)(TELINJECT_HANDLE(1))))))
  if (STORE_SUCCEEDED(store_query(s, text("one"))))
    sum++;
  // CHECK: sum += STORE_FIRST(TELINJECT_CALL({{.*}}) store_query({{.*}}) TELINJECT_END_CALL({{.*}}));
  sum += STORE_FIRST(store_query(s, "two"));
  // CHECK: sum += TELINJECT_CALL({{.*}}) STORE_SAME(store_query({{.*}})) TELINJECT_END_CALL({{.*}});
  sum += STORE_SAME(store_query(s, "three"));
  // CHECK: STORE_RUN(sum += TELINJECT_CALL({{.*}}) store_query({{.*}}) TELINJECT_END_CALL({{.*}}), 2);
  STORE_RUN(sum += store_query(s, "bad"), 2);
  // CHECK: {{^}}  sum += STORE_TWICE(store_query(s, "five"));
  sum += STORE_TWICE(store_query(s, "five"));
  // CHECK: {{^}}  STORE_TEXT(store_query(s, "six"));
  STORE_TEXT(store_query(s, "six"));
  // The use as a whole is the call.
  // CHECK: sum += TELINJECT_CALL({{.*}}) STORE_PASTED(query(s, "seven")) TELINJECT_END_CALL({{.*}});
  sum += STORE_PASTED(query(s, "seven"));
  // CHECK: {{^}}  sum += STORE_OUTER(store_query(s, "eight"));
  sum += STORE_OUTER(store_query(s, "eight"));
  // CHECK: {{^}}  sum += STORE_SUCCEEDED(STORE_SAME(store_query(s, "nine")));
  sum += STORE_SUCCEEDED(STORE_SAME(store_query(s, "nine")));
  // CHECK: {{^}}  sum += STORE_NOTHING(store_query(s, "ten"));
  sum += STORE_NOTHING(store_query(s, "ten"));
  // CHECK: {{^}}  sum += STORE_CALL(store_query, s, "eleven");
  sum += STORE_CALL(store_query, s, "eleven");
  // CHECK: {{^}}  sum += STORE_ANY(store_query(s, "twelve"));
  sum += STORE_ANY(store_query(s, "twelve"));
  printf("%d\n", sum);
  return 0;
}

// CHECK: skipped (macro-argument)

// TRACE: argument s db.query.text = one
// TRACE: argument s db.query.text = two
// TRACE: argument s db.query.text = three
// TRACE: argument s db.query.text = bad
// TRACE: argument s db.query.text = bad
// TRACE: argument s db.query.text = seven
// TRACE-NOT: db.query.text
