/* The public header in C: first thing in a file, before any feature-test macro. */
#include "use.h"
