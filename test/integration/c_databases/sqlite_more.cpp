#include "sqlite_more.c"
