/* telinject: off */
#include "store.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#undef store_option
struct store { int port, rows; };
static struct store one;
struct store *store_open(int port) { one.port = port; return port ? &one : 0; }
int store_query(struct store *s, const char *text) { s->rows++; printf("query %s\n", text); return strncmp(text, "bad", 3) == 0; }
int store_option(struct store *s, enum store_option option, const char *value) { printf("option %d %s %d\n", option == STORE_NAME, value, s->port); return 0; }
int store_info(struct store *s, int option, ...) {
  va_list list;
  va_start(list, option);
  *va_arg(list, long *) = s->rows;
  va_end(list);
  return 0;
}
int store_rows(struct store *s) { return s->rows; }
double store_time(struct store *s) { return s->rows; }
const char *store_error(struct store *s) { return s->rows > 100 ? "too many" : "bad query"; }
void store_close(struct store *s) { s->port = 0; }
/* telinject: on */
