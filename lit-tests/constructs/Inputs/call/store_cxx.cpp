#include "store.c"
