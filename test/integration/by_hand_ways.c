/* Manual instrumentation, in C and in C++: one way per word on the command line. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <telinject/by_hand.h>

#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char header[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
static const char unsampled[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

static void leaf(void) { TELINJECT_FUNCTION(1, "", "leaf()") }

static int opened(void) { return TELINJECT_BEGIN("request"); } /* closed elsewhere */
static int way_spans(void) {
  int request;
  TELINJECT_SPAN("outer");
  request = opened();
  leaf();
  {
    TELINJECT_SPAN("inner");
    leaf();
  }
  TELINJECT_END(request);
  leaf();
  return 0;
}
static int way_many(void) {
  int i, spans[100];
  for (i = 0; i < 100; i++) spans[i] = opened();
  for (i = 100; i-- > 0;) TELINJECT_END(spans[i]);
  opened(); /* never closed */
  return 0;
}
static int way_wrong(void) { /* closes a handle twice, and handles that were never issued */
  const int first = TELINJECT_BEGIN("first"), second = TELINJECT_BEGIN("second");
  TELINJECT_END(first);
  TELINJECT_END(second);
  TELINJECT_END(first);
  TELINJECT_END(12345);
  TELINJECT_END(0);
  leaf();
  return 0;
}

static telinject_context handed_over;
static void *works(void *unused) {
  {
    TELINJECT_WITH_CONTEXT(&handed_over);
    TELINJECT_SPAN("in thread");
    leaf();
  }
  leaf();
  return unused;
}
static int in_thread(void) {
  pthread_t t;
  return pthread_create(&t, NULL, works, NULL) || pthread_join(t, NULL);
}
static int way_threads(void) {
  TELINJECT_SPAN("outer");
  return telinject_capture(&handed_over) == 1 ? in_thread() : 1;
}
static int way_later(void) { /* its span is closed */
  {
    TELINJECT_SPAN("outer");
    telinject_capture(&handed_over);
  }
  return in_thread();
}
static int way_inside(void) { /* a thread inside a trace continues another one temporarily */
  TELINJECT_SPAN("outer");
  {
    telinject_context remote;
    if (!telinject_extract_traceparent(header, &remote)) return 1;
    TELINJECT_WITH_CONTEXT(&remote);
    leaf();
  }
  leaf();
  return 0;
}
static int way_remote(void) {
  char text[TELINJECT_TRACEPARENT_SIZE];
  telinject_context remote;
  int handle;
  if (telinject_extract_traceparent(NULL, &remote) || telinject_extract_traceparent("", &remote) || telinject_attach_context(&remote)) return 1;
  if (telinject_extract_traceparent("00-00000000000000000000000000000000-b7ad6b7169203331-01", &remote)) return 2;
  if (telinject_inject_traceparent(text) || text[0]) return 3;
  if (!telinject_extract_traceparent(header, &remote)) return 4;
  handle = telinject_attach_context(&remote);
  if (!telinject_inject_traceparent(text) || strcmp(text, header) != 0) return 5;
  {
    TELINJECT_SPAN("served");
    if (!telinject_inject_traceparent(text) || strncmp(text, header, 36) != 0 || strcmp(text + 52, "-01") != 0 || strncmp(text + 36, header + 36, 16) == 0) return 6;
    leaf();
  }
  TELINJECT_END(handle);
  return telinject_inject_traceparent(text) ? 7 : 0;
}
static int way_unsampled(void) {
  char text[TELINJECT_TRACEPARENT_SIZE];
  telinject_context remote;
  if (!telinject_extract_traceparent(unsampled, &remote)) return 1;
  {
    TELINJECT_WITH_CONTEXT(&remote);
    leaf();
    TELINJECT_SPAN("not recorded");
    if (!telinject_inject_traceparent(text) || strncmp(text, unsampled, 36) != 0 || strcmp(text + 52, "-00") != 0) return 2;
  }
  leaf();
  return 0;
}
static int way_fork(void) {
  int status = 1;
  TELINJECT_SPAN("outer");
  telinject_capture(&handed_over);
  if (fork() == 0) {
    in_thread();
    _exit(0);
  }
  wait(&status);
  return status;
}
static jmp_buf back;
static void jumps(void) {
  TELINJECT_WITH_CONTEXT(&handed_over);
  TELINJECT_SPAN("left by a jump");
  longjmp(back, 1);
}
static int way_longjmp(void) { /* contexts that are never detached */
  int volatile i;
  telinject_extract_traceparent(header, &handed_over);
  TELINJECT_SPAN("outer");
  for (i = 0; i < 3; i++)
    if (setjmp(back) == 0) jumps();
  return 0;
}
static int way_churn(void) { /* the memory of contexts is reused */
  int i;
  telinject_extract_traceparent(header, &handed_over);
  for (i = 0; i < 100000; i++) TELINJECT_END(telinject_attach_context(&handed_over));
  leaf();
  return 0;
}
static int way_off(void) {
  char text[TELINJECT_TRACEPARENT_SIZE];
  telinject_context remote, context;
  TELINJECT_SPAN("outer");
  if (TELINJECT_BEGIN("x") || telinject_capture(&context) || telinject_inject_traceparent(text) || text[0]) return 1;
  if (!telinject_extract_traceparent(header, &remote)) return 2;
  return telinject_attach_context(&remote) ? 3 : telinject_flush(0);
}

#define WAY(W) {#W, way_##W}
static const struct { const char *name; int (*run)(void); } ways[] = {
  WAY(spans), WAY(many), WAY(wrong), WAY(threads), WAY(later), WAY(inside), WAY(remote), WAY(unsampled), WAY(fork), WAY(longjmp), WAY(churn), WAY(off)};

int main(int argc, char **argv) {
  unsigned i;
  for (i = 0; argc > 1 && i < sizeof ways / sizeof *ways; i++)
    if (strcmp(ways[i].name, argv[1]) == 0)
      return ways[i].run();
  return 99;
}
