#include "shared.h"

extern "C" int other(int x);

int other(int x) {
  node a = {x, nullptr}, b = {1, &a};
  return last_of(&b)->value + (turned(GREEN) == RED) + same(x) + chosen(2);
}
