#include <stddef.h>
int full(int a) {
  return a;
}
