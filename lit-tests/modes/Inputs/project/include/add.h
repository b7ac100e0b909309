#ifndef ADD_H
#define ADD_H

static inline int add(int a, int b) { return a + b; }

#endif
