/* The library. */
/* telinject: off */
#include "library.h"

#include <stdio.h>

static message last;
static int messages;

int library_begin(void *object) {
  last.of.object = object;
  last.of.data.code = 7;
  messages = 1;
  return 0;
}
message *library_next(void) { return messages-- > 0 ? &last : 0; }
int library_columns(void *object, short *count) {
  *count = 2;
  return object == 0;
}
int library_state(int kind, void *object, char *to, int size) {
  if (object)
    snprintf(to, 14, "%s", kind == 4 && size ? "HY000" : "no such thing");
  return 0;
}
int library_method(void *object) { return object ? 2 : 0; }
const char *library_code(int code) { return code == 7 ? "refused" : "none"; }
void *library_headers(void *object) { return object; }
const char *library_find(void *headers, const char *name) { return headers && *name == 't' ? 0 : name; }
int library_add(void *headers, const char *name, const char *value) { return headers && *name && *value; }
int library_ask(void *object, const char *text) { return object ? -1 : *text; }
int library_new(void *object) { return object != 0; }
int library_old(void *object) { return object != 0; }
int library_own(void *object) { return object != 0; }
int library_set(void *object, enum option what, void *list) { return object != list && what == LIBRARY_HEADERS; }
int library_send(void *object) { return object != 0; }
/* telinject: on */
