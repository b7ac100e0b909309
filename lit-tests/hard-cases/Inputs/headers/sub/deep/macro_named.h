/* Named by a macro, reached through a link too. */

#ifndef MACRO_NAMED_H
#define MACRO_NAMED_H
static inline int macro_named(int x) { return x ^ 3; }
#endif
