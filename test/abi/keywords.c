/* Keywords as macros, in C. */
#include "keywords.h"
