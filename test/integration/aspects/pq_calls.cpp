#include "pq_calls.c"
