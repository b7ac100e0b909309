// Handles that are in a result, what helpers write, headers of requests that are objects, versions of a library.
// RUN: %roundtrip --with=%S/Inputs/call-keys --also=library.c --option=--config=%S/Inputs/call-keys.json %s --std=gnu89,c99,gnu17 --lax --warn=declaration-after-statement,no-overlength-strings,conversion --list --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include "library.h"
#include <stdio.h>

int main(void) {
  int object = 0;
  message *got;
  printf("%d\n", library_begin(&object));
  // CHECK: TELINJECT_CALL(1, 1_1, "hS0", "keys client", "library_next", 0) library_next() TELINJECT_END_CALL(1, "Rp later", TELINJECT_AFTER(1, "h", TELINJECT_RESULT_MEMBER(1, message, of.object)), TELINJECT_AFTER(1, "e", TELINJECT_RESULT_MEMBER(1, message, of.data.code)), TELINJECT_AFTER_IF(1, "s error.message", TELINJECT_RESULT(1), (library_code)(TELINJECT_RESULT(1)->of.data.code)))
  while ((got = library_next()) != 0)
    printf("%d\n", got->of.data.code);
  // CHECK: TELINJECT_TEXTS_CALL(1, 1, "db1", "keys client", "library_ask", TELINJECT_ARGUMENT(1, "h", &object), TELINJECT_ADD_HEADER(1, (library_find)((library_headers)((&object)), "traceparent"), (library_add)((library_headers)((&object)), "traceparent", TELINJECT_HEADER(1)))) library_ask(&object, "text") TELINJECT_END_TEXTS_CALL(1, "Ri error<0", TELINJECT_AFTER(1, "s db.operation.name", ((library_method)(TELINJECT_HANDLE(1)) == 1 ? "GET" : (library_method)(TELINJECT_HANDLE(1)) == 2 ? "PUT" : 0)), TELINJECT_AFTER_IF(1, "Es", TELINJECT_RESULT(1) < 0, ((library_state)(4, TELINJECT_HANDLE(1), TELINJECT_TEXT_ROOM(1, 0), 255), &telinject_t1[0][0])), TELINJECT_AFTER(1, "s error.message", ((library_state)(6, TELINJECT_HANDLE(1), TELINJECT_TEXT_ROOM(1, 1), 255), &telinject_t1[1][0])), TELINJECT_AFTER(1, "g", ((library_columns)(TELINJECT_HANDLE(1), TELINJECT_OUT(1)), *TELINJECT_LONG(1)))))
  printf("%d\n", library_ask(&object, "text"));
  // CHECK: TELINJECT_CALL(1, 1, "hc0", "call-keys client", "library_new", 0) library_new(&object) TELINJECT_END_CALL(1, "Ri", 0) + library_old(&object) + library_own(&object));
  printf("%d\n", library_new(&object) + library_old(&object) + library_own(&object));
  // CHECK: library_send(TELINJECT_KEPT_ARG(1) &object TELINJECT_END_KEPT_ARG(1, "h", (library_set), LIBRARY_HEADERS)) TELINJECT_END_CALL(1, "Ri", 0)
  printf("%d\n", library_send(&object));
  return 0;
}

// TRACE: call hS0 library_next
// TRACE: argument e = 7
// TRACE: argument s db.operation.name = PUT
