/* Programs for another C library: ways to end, and ways to reach the runtime. C99. */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int leaf(int i) { return i + 1; }
static int work(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++)
    sum += leaf(i);
  return sum;
}
static void *thread(void *unused) {
  work(10);
  return unused;
}
static void at_end(void) { work(2); }
static void on_signal(int number) { work(number > 0); }
static int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv) {
  const char *way = argc > 1 ? argv[1] : "return";
  printf("%d\n", work(20));
  fflush(stdout);
  atexit(at_end);
  if (strcmp(way, "threads") == 0) {
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
      pthread_create(&threads[i], 0, thread, 0);
    for (int i = 0; i < 4; i++)
      pthread_join(threads[i], 0);
  } else if (strcmp(way, "fork") == 0) {
    const pid_t child = fork();
    work(3);
    return child == 0 ? 5 : wait_for(child);
  } else if (strcmp(way, "signals") == 0) {
    struct sigaction before;
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    if (sigaction(SIGTERM, 0, &before) != 0 || before.sa_handler != SIG_DFL || signal(SIGUSR1, SIG_DFL) != on_signal)
      return 9;
    raise(SIGTERM);
  } else if (strcmp(way, "_exit") == 0) {
    _exit(4);
  } else if (strcmp(way, "quick_exit") == 0) {
    at_quick_exit(at_end);
    quick_exit(6);
  } else if (strcmp(way, "exec") == 0) {
    execl("/bin/sh", "sh", "-c", "exit 3", (char *)0);
  } else if (strcmp(way, "abort") == 0) {
    abort();
  } else if (strcmp(way, "thread_exit") == 0) {
    pthread_exit(0);
  }
  return 0;
}
