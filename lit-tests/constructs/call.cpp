// Calls of a library in C++: comma expressions, in which temporaries live as long as they did. What they need is declared at
// the head of the function.
// RUN: %roundtrip --with=%S/Inputs/call --also=store_cxx.cpp --option=--config=%S/Inputs/call.json %s --std=c++98,c++11,c++17,c++20 --lax --warn=conversion,old-style-cast --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include "store.h"
#include <cstdio>
#include <string>

struct Text {
  explicit Text(const char *text) : text_(text) {}
  ~Text() { std::printf("destroyed %s\n", text_); }
  const char *get() const { return text_; }
  const char *text_;
};

// CHECK: int query(store *s, const std::string &t) { TELINJECT_FUNCTION(1, {{.*}}) TELINJECT_CALL_STATE(1_1, int)
int query(store *s, const std::string &t) {
  // CHECK: return TELINJECT_RETURN(1, int) TELINJECT_CALL(1_1, 1, "dc2", "store client", "store_query\ndb.system.name=other_sql", 0) store_query(TELINJECT_ARG(1_1) s TELINJECT_END_ARG(1_1, "h"), TELINJECT_ARG(1_1) (t + "!").c_str() TELINJECT_END_ARG(1_1, "s db.query.text")) TELINJECT_END_CALL(1_1, "Ri error!=0", TELINJECT_ON_ERROR(1_1, "s error.message", (::store_error)(TELINJECT_HANDLE(1_1)))) TELINJECT_END_RETURN(1, "i");
  return store_query(s, (t + "!").c_str());
}

// The temporary is destroyed at the end of the full expression, as before.
bool fails(store *s) {
  // CHECK: return TELINJECT_RETURN(1, bool) TELINJECT_CALL(1_1, 1, "dc2", {{.*}}) store_query(TELINJECT_ARG(1_1) s TELINJECT_END_ARG(1_1, "h"), TELINJECT_ARG(1_1) Text("bad").get() TELINJECT_END_ARG(1_1, "s db.query.text")) TELINJECT_END_CALL({{.*}}) != 0 && std::printf("then\n") > 0 TELINJECT_END_RETURN(
  return store_query(s, Text("bad").get()) != 0 && std::printf("then\n") > 0;
}

template <class T> int in_template(store *s, const T &value) {
  // The overload is chosen when the template is instantiated.
  // CHECK: return TELINJECT_RETURN(1, int) store_query(s, value.c_str()) TELINJECT_END_RETURN(1, "i");
  return store_query(s, value.c_str());
}

// CHECK: int main() { TELINJECT_FUNCTION({{.*}} TELINJECT_VOID_CALL_STATE(1_
int main() {
  // CHECK: store *s = TELINJECT_CALL([[OPEN:[0-9_]+]], 1, "dc1", "store client", "store_open", TELINJECT_ARGUMENT([[OPEN]], "l server.port", 7)) store_open(7) TELINJECT_END_CALL([[OPEN]], "Rp error==0 handle", 0);
  store *s = store_open(7);
  const std::string name = "main";
  // CHECK: TELINJECT_CALL([[SET:[0-9_]+]], 1, "dr2", "store client", "store_option", TELINJECT_ARGUMENT([[SET]], "h", s), TELINJECT_ARGUMENT([[SET]], "s db.namespace", name.c_str())) store_option(s, STORE_NAME, name.c_str()) TELINJECT_END_CALL([[SET]], "Ri", 0);
  store_option(s, STORE_NAME, name.c_str());
  std::printf("%d %d %d\n", query(s, "good"), fails(s), in_template(s, name));
  // CHECK: TELINJECT_VOID_CALL([[END:[0-9_]+]], 1, "df1", "store client", "store_close", 0) store_close(TELINJECT_ARG([[END]]) s TELINJECT_END_ARG([[END]], "h")) TELINJECT_END_VOID_CALL([[END]], "-", 0);
  store_close(s);
}

// TRACE: call dr2 store_option
// TRACE: argument s db.namespace = main
