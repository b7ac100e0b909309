// Members of structures, read after a call in C++.
// RUN: %roundtrip --with=%S/Inputs/call-members --also=client_cxx.cpp --option=--config=%S/Inputs/call-members.json %s --std=c++98,c++11,c++20 --lax --warn=conversion,old-style-cast --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include "client.h"
#include <stdio.h>

int main(void) {
  client c = {"", {"here", 2}, 0};
  const char *words[1], *text = "not literal";
  unsigned long length = 1;
  void *next = 0;
  words[0] = "GET";
  // A literal keeps its words; a member that is not there is left out; a pointer on the way is not null.
  // CHECK: TELINJECT_AFTER_IF([[M:[0-9_]+]], "s server.address", TELINJECT_HANDLE_MEMBER([[M]], ::client, next), TELINJECT_HANDLE_MEMBER([[M]], ::client, next->server.host)), {{.*}}TELINJECT_AFTER_IF([[M]], "Esw", TELINJECT_RESULT_MEMBER([[M]], ::answer, type) == 6, TELINJECT_RESULT_MEMBER([[M]], ::answer, text)), TELINJECT_AFTER([[M]], "s error.message", TELINJECT_HANDLE_MEMBER([[M]], ::client, last_error)))
  printf("%d\n", client_ask(&c, "ask %d", 1) != 0);
  printf("%d\n", client_ask(&c, text) != 0);
  // CHECK: TELINJECT_OUTPUT_MEMBER([[N:[0-9_]+]], ::answer, text)
  printf("%d\n", client_next(&c, &next));
  printf("%d\n", client_words(&c, 1, words, &length));
  // Without lengths the texts end with zeros.
  printf("%d\n", client_words(&c, 1, words, 0));
  printf("%d\n", client_send(&c, text));
  // No function is called with a null result.
  while (client_read(&c))
    ;
  return 0;
}

// TRACE: call dc2 client_ask
// TRACE: argument sp db.query.text = ask %d
// TRACE: argument s server.address = here
// TRACE: argument l server.port = 2
// TRACE: call dq3 client_words
