/* The header for telemetry by hand, in C: first thing in a file. */
#include "by_hand.h"
