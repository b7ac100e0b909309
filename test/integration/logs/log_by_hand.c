/* log_by_hand.c: lines inside manual spans, and outside. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <telinject/by_hand.h>
#include <telinject/log_context.h>

static char in_handler[TELINJECT_LOG_CONTEXT_SIZE];

static void handle(int number) {
  (void)number;
  TELINJECT_LOG_CONTEXT(in_handler);
}

int main(void) {
  char ids[TELINJECT_LOG_CONTEXT_SIZE];
  int outer, inner;
  memset(ids, 'x', sizeof ids);
  signal(SIGUSR1, handle);
  if (*TELINJECT_LOG_CONTEXT(ids) != '\0')
    return 1;
  outer = TELINJECT_BEGIN("outer");
  inner = TELINJECT_BEGIN("inner");
  errno = ENOENT;
  printf("%s inner: order 1\n", TELINJECT_LOG_CONTEXT(ids));
  if (errno != ENOENT)
    return 2;
  TELINJECT_END(inner);
  raise(SIGUSR1);
  printf("%s outer: order 2\n", in_handler);
  TELINJECT_END(outer);
  return *TELINJECT_LOG_CONTEXT(ids) != '\0';
}
