// Calls of a library in C: its arguments and its result pass through unchanged, each evaluated once; the aspects are in a file.
// RUN: %roundtrip --with=%S/Inputs/call --also=store.c --option=--config=%S/Inputs/call.json %s --std=gnu89,c99,gnu17 --lax --warn=declaration-after-statement,no-overlength-strings,conversion --list --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include "store.h"
#include <stdio.h>

static int texts, calls;
static const char *text(const char *t) { texts++; return t; }
static int local_query(void) { return 3; }

// CHECK: static int query(struct store *s, const char *t) { TELINJECT_FUNCTION(1, "pp", "query(s, t) -> int", s, t)
static int query(struct store *s, const char *t) {
  // CHECK: return TELINJECT_RETURN(1, int) TELINJECT_CALL(1, 1, "dc2", "store client", "store_query\ndb.system.name=other_sql", 0) store_query(TELINJECT_ARG(1) s TELINJECT_END_ARG(1, "h"), TELINJECT_ARG(1) t TELINJECT_END_ARG(1, "s db.query.text")) TELINJECT_END_CALL(1, "Ri error!=0", TELINJECT_ON_ERROR(1, "s error.message", (store_error)(TELINJECT_HANDLE(1)))) TELINJECT_END_RETURN(1, "i");
  return store_query(s, t);
}

static int nested(struct store *s) {
  int failed = 0;
  // What is called in an argument has run when the span begins.
  // CHECK: if (TELINJECT_CALL(1, 1, "dc2", {{.*}}, 0) store_query(TELINJECT_ARG(1) s TELINJECT_END_ARG(1, "h"), TELINJECT_ARG(1) text("bad one") TELINJECT_END_ARG(1, "s db.query.text")) TELINJECT_END_CALL(
  if (store_query(s, text("bad one")))
    failed++;
  // A call in a call's argument.
  // CHECK: failed += TELINJECT_CALL(1, 1, "dc2", {{.*}}, 0) store_query(TELINJECT_ARG(1) s TELINJECT_END_ARG(1, "h"), TELINJECT_ARG(1) TELINJECT_CALL(2, 1, "dc1", "store client", "store_rows", 0) store_rows(TELINJECT_ARG(2) s TELINJECT_END_ARG(2, "h")) TELINJECT_END_CALL(2, "Ri", TELINJECT_AFTER_LONG(2, "l db.response.returned_rows", (store_info)(TELINJECT_HANDLE(2), STORE_ROWS, TELINJECT_LONG(2)))) > 1 ? "a" : "b" TELINJECT_END_ARG(1, "s db.query.text")) TELINJECT_END_CALL(
  failed += store_query(s, store_rows(s) > 1 ? "a" : "b");
  return failed;
}

int main(void) {
  // CHECK: struct store *s = TELINJECT_CALL(1, 1, "dc1", "store client", "store_open", TELINJECT_ARGUMENT(1, "l server.port", 7)) store_open(7) TELINJECT_END_CALL(1, "Rp error==0 handle", 0);
  struct store *s = store_open(7);
  // The use of a macro: what its arguments name is named again.
  // CHECK: TELINJECT_CALL(1, 1, "dr2", "store client", "store_option", TELINJECT_ARGUMENT(1, "h", s), TELINJECT_ARGUMENT(1, "s db.namespace", "main")) store_option(s, STORE_NAME, "main") TELINJECT_END_CALL(1, "Ri", 0);
  store_option(s, STORE_NAME, "main");
  // Another option.
  // CHECK: {{^}}  store_option(s, STORE_SIZE, "9");
  store_option(s, STORE_SIZE, "9");
  printf("%d %d %d\n", query(s, "good"), nested(s), local_query());
  // CHECK: {{^}}  calls++, store_query(s, "c");
  calls++, store_query(s, "c");
  // CHECK: printf("%.1f\n", store_time(s));
  printf("%.1f\n", store_time(s));
  // CHECK: TELINJECT_VOID_CALL(1, 1, "df1", "store client", "store_close", 0) store_close(TELINJECT_ARG(1) s TELINJECT_END_ARG(1, "h")) TELINJECT_END_VOID_CALL(1, "-", 0);
  store_close(s);
  return texts - 1;
}

// CHECK-DAG: skipped (defined-in-project)
// CHECK-DAG: skipped (value-is-discarded)
// CHECK-DAG: skipped (result-type)

// TRACE: call dc1 store_open
// TRACE: argument l server.port = 7
// TRACE: returned Rp error==0 handle
// TRACE: called
// TRACE: call dr2 store_option
// TRACE: argument h
// TRACE: argument s db.namespace = main
