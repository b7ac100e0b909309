#include "values.h"

static int scaled(int n) {
  return n * FACTOR;
}

int value(int n) {
  return scaled(n) + first() + second();
}
