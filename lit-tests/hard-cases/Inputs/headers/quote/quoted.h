// Found by -iquote.
#include "../sub/relative.h"

static inline int quoted(int x) { return relative(x) * 2; }
