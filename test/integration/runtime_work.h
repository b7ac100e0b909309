/* Two functions, one of which calls the other: n + 1 calls for work(n).  C99. */
#ifndef RUNTIME_WORK_H
#define RUNTIME_WORK_H

#include "runtime_program.h"

static int leaf(int i) {
  FUNCTION("i", "leaf(i) -> int", i)
  return TELINJECT_RETURN(1, int) i + 1 TELINJECT_END_RETURN(1, "i");
}

static void work(int n) {
  FUNCTION("i", "work(n)", n)
  for (int i = 0; i < n; i++)
    leaf(i);
}

#endif
