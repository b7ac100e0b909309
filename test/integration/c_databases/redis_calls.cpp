#include "redis_calls.c"
