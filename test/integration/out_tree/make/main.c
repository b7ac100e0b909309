#include <stdio.h>

#include "values.h"

int main(void) {
  printf("%d %s:%d\n", value(2), __FILE__, __LINE__);
  return 0;
}
