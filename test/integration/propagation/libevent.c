/* Callbacks of libevent: events of a request, once and by a macro.   libevent REQUESTS */
#include <event2/event.h>
#include <stdlib.h>

struct request {
  int n;
  struct event *timer, *active;
};

static struct event_base *base;

static void note(int request) {
  if (request < 0)
    abort();
}

static void once(evutil_socket_t fd, short what, void *data) {
  (void)fd;
  (void)what;
  note(((struct request *)data)->n);
}
static void on_timer(evutil_socket_t fd, short what, void *data) {
  struct request *r = data;
  (void)fd;
  (void)what;
  note(r->n);
  event_free(r->timer);
}
static void activated(evutil_socket_t fd, short what, void *data) {
  struct request *r = data;
  (void)fd;
  (void)what;
  note(r->n);
  event_free(r->active);
}
/* Called for all requests with the same data. */
static void shared(evutil_socket_t fd, short what, void *data) {
  (void)fd;
  (void)what;
  ++*(int *)data;
}

/* telinject: root */
static void request(int n, int *calls) {
  struct request *r = calloc(1, sizeof *r);
  struct timeval soon;
  soon.tv_sec = 0;
  soon.tv_usec = n % 5 * 1000;
  r->n = n;
  note(n);
  event_base_once(base, -1, EV_TIMEOUT, once, r, &soon);
  r->timer = evtimer_new(base, on_timer, r);
  evtimer_add(r->timer, &soon);
  r->active = event_new(base, -1, 0, activated, r);
  event_active(r->active, EV_READ, 0);
  event_base_once(base, -1, EV_TIMEOUT, shared, calls, &soon);
}

int main(int count, char **words) {
  const int requests = count > 1 ? atoi(words[1]) : 10;
  int n, calls = 0;
  base = event_base_new();
  for (n = 0; n < requests; ++n)
    request(n, &calls);
  event_base_loop(base, 0);
  event_base_free(base);
  return calls != requests;
}
