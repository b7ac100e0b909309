/* A library whose structures are public. */
#ifdef __cplusplus
extern "C" {
#endif
typedef struct client {
  char last_error[16];
  struct { const char *host; int port; } server;
  struct client *next;
} client;
typedef struct answer { int type; const char *text; unsigned flag : 1; } answer;
void *client_ask(client *c, const char *format, ...);
int client_next(client *c, void **to);
int client_words(client *c, int count, const char **words, const unsigned long *lengths);
int client_send(client *c, const char *text);
int client_pending(client *c);
answer *client_read(client *c);
int client_rows(answer *a);
#ifdef __cplusplus
}
#endif
