// ODBC in C++.
#include "odbc_calls.c"
