// Transfers by libcurl's multi interface, in C++.
#include "multi_calls.c"
