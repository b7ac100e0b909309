/* telinject: off */
#include "client.h"
static answer one = {6, "ERR no", 0};
void *client_ask(client *c, const char *format, ...) { return c && format[0] == 'a' ? &one : 0; }
int client_next(client *c, void **to) { *to = c ? &one : 0; return 0; }
int client_words(client *c, int count, const char **words, const unsigned long *lengths) { return (lengths && lengths[0] > 1 ? 1 : 0) + count + words[0][0] - c->server.port; }
int client_send(client *c, const char *text) { return c && text; }
int client_pending(client *c) { return c != 0; }
answer *client_read(client *c) { return c && c->server.port-- > 1 ? &one : 0; }
int client_rows(answer *a) { return a->type; }
/* telinject: on */
