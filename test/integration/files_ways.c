/* Records a known number of events, for tests of the files it leaves: WAY N [FILE]. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "runtime_work.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* Waits until the output has taken everything, at most ten seconds. */
static int flush_all(void) {
  int tries;
  for (tries = 0; tries < 1000 && telinject_flush(0) != 0; tries++)
    usleep(10000);
  return tries < 1000 ? 0 : 1;
}

static int in_children(int n) {
  pid_t children[3];
  int i, bad = 0;
  for (i = 0; i < 3; i++) {
    children[i] = fork();
    if (children[i] == 0) {
      work(n);
      if (i == 0)
        _exit(0);
      exit(0);
    }
  }
  work(n);
  for (i = 0; i < 3; i++) {
    int status = 0;
    waitpid(children[i], &status, 0);
    bad |= status;
  }
  return bad;
}

int main(int argc, char **argv) {
  const char *way = argc > 2 ? argv[1] : "";
  const int n = argc > 2 ? atoi(argv[2]) : 0;
  if (strcmp(way, "ends") == 0) {
    work(n);
    return 0;
  }
  if (strcmp(way, "abort") == 0) {
    work(n);
    abort();
  }
  if (strcmp(way, "killed") == 0) {
    work(n);
    raise(SIGKILL);
  }
  if (strcmp(way, "killed_open") == 0) { /* in the middle of its work */
    FUNCTION("", "main()")
    work(n);
    raise(SIGKILL);
  }
  if (strcmp(way, "children") == 0)
    return in_children(n);
  if (strcmp(way, "makes_room") == 0 && argc > 3) { /* FILE occupies the space until then */
    work(n);
    unlink(argv[3]);
    if (flush_all() != 0)
      return 3;
    work(100);
    return 0;
  }
  if (strcmp(way, "writes") == 0) { /* until its standard input ends */
    char byte;
    fcntl(0, F_SETFL, O_NONBLOCK);
    for (;;) {
      work(n);
      flush_all();
      if (read(0, &byte, 1) == 0)
        return 0;
    }
  }
  return 2;
}
