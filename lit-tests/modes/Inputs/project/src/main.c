// The program of the mode tests.
#include "add.h"

int helper(int x);

int main(void) { return add(1, 2) + helper(1) - 3; }
