#include "pq_async.c"
