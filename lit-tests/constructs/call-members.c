// Values that are read after a call: members of structures, with conditions; queues, spans that other calls continue.
// RUN: %roundtrip --with=%S/Inputs/call-members --also=client.c --option=--config=%S/Inputs/call-members.json %s --std=gnu89,c99,gnu17 --lax --warn=declaration-after-statement,no-overlength-strings,conversion --list --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include "client.h"
#include <stdio.h>

int main(void) {
  client c = {"", {"here", 2}, 0};
  const char *words[1], *text = "not literal";
  unsigned long length = 1;
  void *next = 0;
  words[0] = "GET";
  // A literal keeps its words; a member that is not there is left out; a pointer on the way is not null.
  // CHECK: printf("%d\n", TELINJECT_CALL(1, 1, "dc2", "client client", "client_ask", 0) client_ask(TELINJECT_ARG(1) &c TELINJECT_END_ARG(1, "h"), TELINJECT_ARG(1) "ask %d" TELINJECT_END_ARG(1, "sp db.query.text"), 1) TELINJECT_END_CALL(1, "Rp error==0", TELINJECT_AFTER(1, "s server.address", TELINJECT_HANDLE_MEMBER(1, client, server.host)), TELINJECT_AFTER_IF(1, "s server.address", TELINJECT_HANDLE_MEMBER(1, client, next), TELINJECT_HANDLE_MEMBER(1, client, next->server.host)), TELINJECT_AFTER_IF(1, "l server.port", (TELINJECT_HANDLE_MEMBER(1, client, server.port) > 0 || TELINJECT_HANDLE_MEMBER(1, client, server.port) < -1), TELINJECT_HANDLE_MEMBER(1, client, server.port)), TELINJECT_AFTER_IF(1, "Esw", TELINJECT_RESULT_MEMBER(1, struct answer, type) == 6, TELINJECT_RESULT_MEMBER(1, struct answer, text)), TELINJECT_AFTER(1, "s error.message", TELINJECT_HANDLE_MEMBER(1, client, last_error))) != 0);
  printf("%d\n", client_ask(&c, "ask %d", 1) != 0);
  // CHECK: TELINJECT_ARG(1) text TELINJECT_END_ARG(1, "s db.query.text")
  printf("%d\n", client_ask(&c, text) != 0);
  // CHECK: TELINJECT_CALL(1, 1, "dd2", {{.*}} client_next(TELINJECT_ARG(1) &c TELINJECT_END_ARG(1, "h"), TELINJECT_ARG(1) &next TELINJECT_END_ARG(1, "O")) TELINJECT_END_CALL(1, "Ri error!=0", TELINJECT_ON_ERROR(1, "s error.message", TELINJECT_OUTPUT_MEMBER(1, struct answer, text)))
  printf("%d\n", client_next(&c, &next));
  // CHECK: TELINJECT_CALL(1, 1, "dq3", {{.*}} client_words({{.*}}, 1, TELINJECT_ARG(1) words TELINJECT_END_ARG(1, "@0s db.query.text"), TELINJECT_ARG(1) &length TELINJECT_END_ARG(1, "@0n db.query.text"))
  printf("%d\n", client_words(&c, 1, words, &length));
  // Without lengths the texts end with zeros.
  // CHECK: TELINJECT_CALL(1, 1, "dq2", {{.*}} client_words({{.*}}, 1, TELINJECT_ARG(1) words TELINJECT_END_ARG(1, "@0s db.query.text"), 0)
  printf("%d\n", client_words(&c, 1, words, 0));
  // CHECK: TELINJECT_CALL(1, 1, "db2", {{.*}} TELINJECT_END_CALL(1, "Ri", TELINJECT_AFTER(1, "g", (client_pending)(TELINJECT_HANDLE(1))))
  printf("%d\n", client_send(&c, text));
  // No function is called with a null result.
  // CHECK: TELINJECT_CALL(1, 1, "dS1", {{.*}} TELINJECT_END_CALL(1, "Rp row!=0 counted", TELINJECT_AFTER_IF(1, "+", TELINJECT_RESULT(1), (client_rows)(TELINJECT_RESULT(1))))
  while (client_read(&c))
    ;
  return 0;
}

// TRACE: call dc2 client_ask
// TRACE: argument sp db.query.text = ask %d
// TRACE: argument s server.address = here
// TRACE: argument l server.port = 2
// TRACE: call dq3 client_words
