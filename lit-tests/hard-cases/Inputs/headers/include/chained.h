/* The first of two headers of that name. */
#ifndef CHAINED_FIRST
#define CHAINED_FIRST
#include_next <chained.h>
static inline int chained_first(int x) { return chained_second(x) + 10; }
#endif
