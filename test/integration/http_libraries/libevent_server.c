/* A server of libevent.  Prints its port; ends with its standard input. */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void reply(struct evhttp_request *request, int status) {
  struct evbuffer *text = evbuffer_new();
  evbuffer_add_printf(text, "%d", status);
  evhttp_send_reply(request, status, "status", text);
  evbuffer_free(text);
}

static void users(struct evhttp_request *request, void *status) {
  reply(request, *(int *)status);
}

static void others(struct evhttp_request *request, void *unused) {
  (void)unused;
  if (strncmp(evhttp_request_get_uri(request), "/fail", 5) == 0)
    evhttp_send_error(request, 500, "failed");
  else
    reply(request, 404);
}

static void ended(int descriptor, short events, void *base) {
  (void)descriptor, (void)events;
  event_base_loopbreak(base);
}

int main(void) {
  static int ok = 200;
  struct event_base *base = event_base_new();
  struct evhttp *server = evhttp_new(base);
  struct evhttp_bound_socket *socket = evhttp_bind_socket_with_handle(server, "127.0.0.1", 0);
  struct event *end = event_new(base, 0, EV_READ, ended, base);
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  getsockname(evhttp_bound_socket_get_fd(socket), (struct sockaddr *)&address, &size);
  evhttp_set_cb(server, "/users", users, &ok);
  evhttp_set_gencb(server, others, NULL);
  event_add(end, NULL);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  event_base_dispatch(base);
  event_free(end);
  evhttp_free(server);
  event_base_free(base);
  return 0;
}
