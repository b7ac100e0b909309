/* Callbacks of GLib: the main loop, pools of threads, threads.   glib REQUESTS */
#include <glib.h>
#include <stdlib.h>

struct request {
  int n;
};

static GMainLoop *loop;
static GThreadPool *pool;
static int left;

static void note(int request) {
  if (request < 0)
    abort();
}

static gboolean done(gpointer data) {
  (void)data;
  if (--left == 0)
    g_main_loop_quit(loop);
  return G_SOURCE_REMOVE;
}
static gboolean on_idle(gpointer data) {
  note(((struct request *)data)->n);
  return done(data);
}
static gboolean on_timeout(gpointer data) {
  note(((struct request *)data)->n);
  return done(data);
}
static void in_pool(gpointer data, gpointer user_data) {
  (void)user_data;
  note(((struct request *)data)->n);
}
static gpointer in_thread(gpointer data) {
  note(((struct request *)data)->n);
  return NULL;
}
/* Called for all requests with the same data. */
static gboolean shared(gpointer data) {
  return done(data);
}

/* telinject: root */
static void request(int n) {
  struct request *r = g_new0(struct request, 1);
  r->n = n;
  note(n);
  left += 3;
  g_idle_add(on_idle, r);
  g_timeout_add((guint)(n % 5), on_timeout, r);
  g_idle_add(shared, &left);
  g_thread_pool_push(pool, r, NULL);
  g_thread_join(g_thread_new("request", in_thread, r));
}

int main(int count, char **words) {
  const int requests = count > 1 ? atoi(words[1]) : 10;
  int n;
  loop = g_main_loop_new(NULL, FALSE);
  pool = g_thread_pool_new(in_pool, NULL, 4, FALSE, NULL);
  for (n = 0; n < requests; ++n)
    request(n);
  g_main_loop_run(loop);
  g_thread_pool_free(pool, FALSE, TRUE);
  return 0;
}
