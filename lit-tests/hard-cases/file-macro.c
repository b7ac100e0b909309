// __FILE__, __LINE__ and the text of assert are the original's, in headers too, in every mode.
// RUN: %roundtrip --option=--events=function %s --std=c99,gnu17 --with=%S/Inputs/file-macro | %FileCheck %s
// RUN: %roundtrip %s --std=c99,gnu17 --with=%S/Inputs/file-macro > /dev/null

#include <assert.h>
#include <stdio.h>
#include "where.h"

int main(int argc, char **argv) {
  int line;
  const char *file = where(&line);
  printf("%s:%d %s:%d\n", file, line, __FILE__, __LINE__);
  // CHECK: assert(argc == 1 && "one, and only");
  assert(argc == 1 && "one, and only");
  return argv == NULL;
}
