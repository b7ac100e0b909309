// Calls of a library in the argument of a macro, in C++.
// RUN: %roundtrip --with=%S/Inputs/call --also=store_cxx.cpp --option=--config=%S/Inputs/call.json %s --std=c++98,c++11,c++17,c++20 --lax --warn=conversion,old-style-cast --list --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include "store.h"
#include <cstdio>
#include <string>

#define STORE_SUCCEEDED(CODE) (((CODE) & (~1)) == 0)
#define STORE_TWICE(CODE) ((CODE) != 0 || (CODE) != 0)
#define STORE_THROW(CODE) \
  if ((CODE) != 0) \
    throw 1;

// CHECK: int query(store *s, const std::string &t) { TELINJECT_FUNCTION(1, {{.*}}) TELINJECT_CALL_STATE(1_1, int)
int query(store *s, const std::string &t) {
  // CHECK: if (STORE_SUCCEEDED(TELINJECT_CALL(1_1, 1, "dc2", {{.*}}, 0) store_query(TELINJECT_ARG(1_1) s TELINJECT_END_ARG(1_1, "h"), TELINJECT_ARG(1_1) (t + "!").c_str() TELINJECT_END_ARG(1_1, "s db.query.text")) TELINJECT_END_CALL(1_1, {{.*}}
  if (STORE_SUCCEEDED(store_query(s, (t + "!").c_str())))
    return 1;
  return 0;
}

int main() {
  store *s = store_open(7);
  int sum = query(s, "one");
  try {
    // CHECK: STORE_THROW(TELINJECT_CALL({{.*}}) store_query({{.*}}) TELINJECT_END_CALL({{.*}}))
    STORE_THROW(store_query(s, "bad"))
  } catch (int one) {
    sum += one;
  }
  // CHECK: {{^}}  sum += STORE_TWICE(store_query(s, "three"));
  sum += STORE_TWICE(store_query(s, "three"));
  std::printf("%d\n", sum);
  return 0;
}

// CHECK: skipped (macro-argument)

// TRACE: argument s db.query.text = one!
// TRACE: argument s db.query.text = bad
// TRACE-NOT: db.query.text
