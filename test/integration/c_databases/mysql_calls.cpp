#include "mysql_calls.c"
