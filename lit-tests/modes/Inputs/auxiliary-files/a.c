#include "stdio.h"
int other(int);
int main(void) { printf("%d\n", other(3)); return 0; }
