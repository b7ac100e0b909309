/* Requests by libevent's client: two statuses, a header of the program's own, a port where nobody listens. */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct event_base *base;

static void answered(struct evhttp_request *request, void *status) {
  *(int *)status = request ? evhttp_request_get_response_code(request) : -1;
  event_base_loopbreak(base);
}

static int ask(int port, enum evhttp_cmd_type method, const char *path, const char *name, const char *value) {
  struct evhttp_connection *connection = evhttp_connection_base_new(base, NULL, "127.0.0.1", (unsigned short)port);
  int status = 0;
  struct evhttp_request *request = evhttp_request_new(answered, &status);
  if (name) evhttp_add_header(evhttp_request_get_output_headers(request), name, value);
  if (evhttp_make_request(connection, request, method, path) == 0)
    event_base_dispatch(base);
  evhttp_connection_free(connection);
  return status;
}

int main(int count, char **words) {
  int port = count > 1 ? atoi(words[1]) : 0;
  base = event_base_new();
  printf("%d\n", ask(port, EVHTTP_REQ_GET, "/status/200", "X-Own", "mine"));
  printf("%d\n", ask(port, EVHTTP_REQ_DELETE, "/status/404", NULL, NULL));
  printf("%d\n", ask(port, EVHTTP_REQ_GET, "/status/503", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"));
  event_base_free(base);
  return 0;
}
