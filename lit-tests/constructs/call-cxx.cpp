// Calls of a library of C++: member functions, overloads, templates, objects by value, exceptions.
// RUN: %roundtrip --with=%S/Inputs/call-cxx --also=bank.cpp --option=--config=%S/Inputs/call-cxx.json %s --std=c++98,c++11,c++14,c++17,c++20,c++23 --lax --warn=conversion,old-style-cast --trace | %FileCheck %s --check-prefixes=CHECK,TRACE
// RUN: %roundtrip --with=%S/Inputs/call-cxx --also=bank.cpp --option=--config=%S/Inputs/call-cxx.json %s --std=c++2c --cc=clang --lax --warn=conversion,old-style-cast

#include "bank.h"
#include <cstdio>
#include <string>

using bank::Account;
using bank::Answer;

// The first overload; the second is another aspect's, the third no one's.
// CHECK: int overloads(Account &a, const std::string &text) { TELINJECT_FUNCTION({{.*}}
int overloads(Account &a, const std::string &text) {
  // CHECK: int sum = TELINJECT_CALL([[A:[0-9_]+]], 1, "dc3", "bank client", "ask\ndb.system.name=other_sql", TELINJECT_ARGUMENT([[A]], "h", TELINJECT_OBJECT_OF((a))), TELINJECT_ARGUMENT([[A]], "s db.namespace", (a).name().c_str()), TELINJECT_FAILS([[A]], "X", "N4bank7FailureE", "l db.response.status_code", number, ::bank::Failure, code)) a.ask(TELINJECT_SEEN(word) "one" TELINJECT_END_SEEN([[A]], "s db.query.text", 0)) TELINJECT_END_CALL([[A]], "Ri status", 0);
  int sum = a.ask("one");
  // CHECK: sum += TELINJECT_CALL([[B:[0-9_]+]], 1, "dc3", "bank client", "ask", TELINJECT_ARGUMENT([[B]], "h", TELINJECT_OBJECT_OF((a))), TELINJECT_THROWS([[B]])) a.ask(TELINJECT_SEEN(text) text TELINJECT_END_SEEN([[B]], "sp db.query.text", "n db.query.text")) TELINJECT_END_CALL(
  sum += a.ask(text);
  // CHECK: sum += a.ask(5);
  sum += a.ask(5);
  return sum;
}

// The object initialises what it did: no copy more.
Answer returned(Account *a) {
  // CHECK: return TELINJECT_GUARDED_CALL([[R:[0-9_]+]], 1, "dc2", "bank client", "answer", TELINJECT_CLOSES([[R]])) a->answer(TELINJECT_SEEN(text) std::string("four") {{.*}}) TELINJECT_END_GUARDED_CALL([[R]]);
  return a->answer(std::string("four"));
}

void forms(Account &a) {
  const std::string text = "text";
  // CHECK: const Answer made = TELINJECT_GUARDED_CALL([[M:[0-9_]+]], 1, "dc2", "bank client", "answer", TELINJECT_LEAVES_OPEN([[M]])) a.answer({{.*}}) TELINJECT_END_GUARDED_CALL([[M]]); TELINJECT_INITIALISED([[M]], TELINJECT_AFTER([[M]], "l db.response.returned_rows", made.rows()), TELINJECT_AFTER_IF([[M]], "e", made.rows() == 4, made.status))
  const Answer made = a.answer(text);
  // CHECK: const Answer &bound = TELINJECT_GUARDED_CALL({{.*}}; TELINJECT_INITIALISED({{.*}}bound.rows()
  const Answer &bound = a.answer(text + "2");
  // CHECK: TELINJECT_TEMPORARY_CALL([[D:[0-9_]+]], 1, "dc1", "bank client", "answer", TELINJECT_THROWS([[D]])) a.answer({{.*}}) TELINJECT_END_TEMPORARY_CALL([[D]], "-", TELINJECT_AFTER([[D]], "l db.response.returned_rows", (*TELINJECT_RESULT([[D]])).rows())
  a.answer("discarded");
  std::printf("%d %d\n", made.rows(), bound.rows());
  if (a.answer(text) == 4)
    std::printf("condition\n");
  const int converted = a.answer("converted");
  std::printf("%d %d\n", converted, a.answer("member").rows());
  // CHECK: TELINJECT_VOID_CALL([[T:[0-9_]+]], 1, "dc2", "bank client", "tell", TELINJECT_THROWS([[T]])) a.tell({{.*}}) TELINJECT_END_VOID_CALL([[T]], "-", TELINJECT_AFTER([[T]], "l db.operation.batch.size", (a).calls));
  a.tell(text);
  // CHECK: TELINJECT_SEEN(nothing) TELINJECT_REFERENCE_CALL({{.*}}TELINJECT_SEEN(object) TELINJECT_REFERENCE_CALL({{.*}} a.chained("one") TELINJECT_END_REFERENCE_CALL({{.*}}"h", 0).chained("two") {{.*}}"-", 0).tell(TELINJECT_SEEN(word) "three" TELINJECT_END_SEEN([[C:[0-9_]+]], "s db.query.text", 0)) TELINJECT_END_VOID_CALL(
  a.chained("one").chained("two").tell("three");
  std::printf("%d\n", Account::shared(text));
  std::printf("%d\n", a.touch(1));
  for (int i = a.ask("loop"); i < 0;)
    ++i;
}

int throws(Account &a) {
  try {
    return a.ask("!literal");
  } catch (const bank::Failure &failure) {
    return failure.code();
  }
}

int throws_object(Account &a) {
  try {
    const Answer never = a.answer("!");
    return never.rows();
  } catch (const bank::Failure &failure) {
    return failure.code();
  }
}

template <class T> int in_template(Account &a, const T &value) {
  // CHECK: return TELINJECT_RETURN(1, int) a.ask(value) TELINJECT_END_RETURN(
  return a.ask(value);
}

struct User {
  // What the initialiser calls comes before the function's guard.
  // CHECK: explicit User(Account &a) : first(a.ask("initialiser")), second(0) { TELINJECT_FUNCTION(
  explicit User(Account &a) : first(a.ask("initialiser")), second(0) {
    second = a.ask("constructor");
  }
  int first, second;
};

int main() {
  Account &a = bank::main_account();
  std::printf("%d\n", overloads(a, "two"));
  std::printf("%d\n", returned(&a).rows());
  forms(a);
  std::printf("%d %d\n", throws(a), throws_object(a));
  std::printf("%d\n", in_template(a, "three"));
  std::printf("%d\n", User(a).second);
  std::printf("%d\n", bank::main_account().ask("through a function"));
  std::printf("copies %d\n", bank::copies());
  return 0;
}

// TRACE: call dc3 ask
// TRACE: argument s db.namespace = account
