/* A helper. */
#include "add.h"

int helper(int x) { return add(x, 1); }
// telinject: skip
int unseen(int x) { return x; }
