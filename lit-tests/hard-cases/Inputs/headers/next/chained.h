#ifndef CHAINED_SECOND
#define CHAINED_SECOND
// no empty line here
static inline int chained_second(int x) { return x + 100; }
#endif
