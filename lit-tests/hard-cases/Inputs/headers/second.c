/* Another unit that sees the same headers. */
#include "sub/deep/macro_named.h"
#include <angle.h>

int second(int x) { return macro_named(x) + angle(x); }
