#define WIDE
#include "context.h"

int wide(void) { return (int)same() + fixed(2) + only_wide(3) + shared(4, 5); }
