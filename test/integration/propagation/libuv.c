/* Callbacks of libuv: work, timers, messages to a loop.   libuv REQUESTS */
#include <stdlib.h>
#include <uv.h>

struct request {
  int n;
  uv_work_t work;
  uv_timer_t timer;
  uv_async_t async;
};

static uv_loop_t *loop;
static uv_async_t shared_async;

static void note(int request) {
  if (request < 0)
    abort();
}

static void do_work(uv_work_t *work) {
  note(((struct request *)work->data)->n);
}
static void after_work(uv_work_t *work, int status) {
  note(status == 0 ? ((struct request *)work->data)->n : -1);
}
static void on_timer(uv_timer_t *timer) {
  note(((struct request *)timer->data)->n);
  uv_close((uv_handle_t *)timer, NULL);
}
static void on_async(uv_async_t *async) {
  note(((struct request *)async->data)->n);
  uv_close((uv_handle_t *)async, NULL);
}
/* Does the work of several requests at once. */
static void shared(uv_async_t *async) {
  uv_close((uv_handle_t *)async, NULL);
}

/* telinject: root */
static void request(int n) {
  struct request *r = calloc(1, sizeof *r);
  r->n = n;
  r->work.data = r->timer.data = r->async.data = r;
  uv_timer_init(loop, &r->timer);
  uv_async_init(loop, &r->async, on_async);
  note(n);
  if (uv_queue_work(loop, &r->work, do_work, after_work) != 0)
    abort();
  uv_timer_start(&r->timer, on_timer, (uint64_t)(n % 5), 0);
  uv_async_send(&r->async);
  uv_async_send(&r->async);
  uv_async_send(&shared_async);
}

int main(int count, char **words) {
  const int requests = count > 1 ? atoi(words[1]) : 10;
  int n;
  loop = uv_default_loop();
  uv_async_init(loop, &shared_async, shared);
  for (n = 0; n < requests; ++n)
    request(n);
  return uv_run(loop, UV_RUN_DEFAULT);
}
