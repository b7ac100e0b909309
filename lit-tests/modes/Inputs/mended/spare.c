#include <stddef.h>

int spare(int a) {
  return a;
}
