// Texts that helpers write, in C++: their room stands at the head of the function.
// RUN: %roundtrip --with=%S/Inputs/call-keys --also=library.c --option=--config=%S/Inputs/call-keys.json %s --std=c++98,c++11,c++20 --lax --warn=conversion,old-style-cast,no-deprecated --list | %FileCheck %s

#include "library.h"
#include <stdio.h>

int main(void) {
  int object = 0;
  // CHECK: TELINJECT_CALL_TEXTS(1_1)
  // CHECK: TELINJECT_CALL(1_1, 1, "db1", {{.*}} library_ask(&object, "text") TELINJECT_END_CALL({{.*}}TELINJECT_TEXT_ROOM(1_1, 0), 255), &telinject_t1_1[0][0])){{.*}}*TELINJECT_LONG(1_1)))))
  printf("%d\n", library_ask(&object, "text"));
  return 0;
}
