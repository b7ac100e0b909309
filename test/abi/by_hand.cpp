// The header for telemetry by hand, in C++.
#include "by_hand.h"
