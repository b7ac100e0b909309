/* The program of the cloud tests: what it does is its first argument.  Instrumented as the rewriter does it. */
#define _GNU_SOURCE
#include "../runtime_program.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

static int leaf(int n) { FUNCTION("i", "leaf(n) -> int", n)
  return n + 1;
}

static int work(int n) { FUNCTION("i", "work(n) -> int", n)
  int sum = 0;
  for (int i = 0; i < n; ++i)
    sum += leaf(i);
  return sum;
}

static long long now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void pause_ms(long ms) {
  struct timespec t = {ms / 1000, ms % 1000 * 1000000};
  while (nanosleep(&t, &t) != 0 && errno == EINTR) {
  }
}

static void *thread_main(void *n) {
  work(*(int *)n);
  return NULL;
}

static void in_child(int ms) {
  pid_t child = fork();
  if (child == 0) {
    work(3);
    pause_ms(ms);
    work(3);
    exit(0);
  }
  waitpid(child, NULL, 0);
}

static int files_are_untouched(void) {
  /* The runtime's own descriptors are high: the lowest free one stays what it was. */
  int fd = open("/dev/null", O_RDONLY);
  close(fd);
  return fd;
}

int main(int argc, char **argv) {
  const char *way = argc > 1 ? argv[1] : "short";
  const int n = argc > 2 ? atoi(argv[2]) : 3;
  count_in_file();
  if (!strcmp(way, "start")) { /* how long the first event takes */
    const long long begin = now_ns();
    leaf(0);
    printf("%lld\n", now_ns() - begin);
    return 0;
  }
  work(n);
  if (!strcmp(way, "long")) {
    for (int i = 0; i < 6; ++i) {
      pause_ms(40);
      work(n);
    }
    printf("lowest %d\n", files_are_untouched());
  }
  if (!strcmp(way, "threads")) {
    pthread_t threads[8];
    int i, calls = 2000;
    for (i = 0; i < 8; ++i)
      pthread_create(&threads[i], NULL, thread_main, &calls);
    for (i = 0; i < 8; ++i)
      pthread_join(threads[i], NULL);
  }
  if (!strcmp(way, "count_threads")) { /* after the search: the program's and the writer's are left */
    char path[64];
    int tasks = 0;
    pause_ms(400);
    for (int tid = 1; tid < 100; ++tid) {
      snprintf(path, sizeof path, "/proc/self/task/%d", getpid() + tid - 1);
      tasks += access(path, F_OK) == 0;
    }
    printf("tasks %d\n", tasks);
  }
  if (!strcmp(way, "fork")) {
    in_child(0);
    in_child(150);
    for (int i = 0; i < 20; ++i) { /* also in the middle of the library's loading */
      pause_ms(1);
      in_child(0);
    }
    pause_ms(150);
    work(n);
  }
  if (!strcmp(way, "fork_load")) { /* a child of the middle of the loading can still load */
    for (int i = 0; i < 30; ++i) {
      pid_t child = fork();
      if (child == 0)
        _exit(dlopen("libm.so.6", RTLD_NOW) ? 0 : 9);
      int status;
      waitpid(child, &status, 0);
      if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return 9;
      pause_ms(1);
    }
  }
  if (!strcmp(way, "abort"))
    abort();
  if (!strcmp(way, "segv"))
    raise(SIGSEGV);
  if (!strcmp(way, "_exit"))
    _exit(7);
  if (!strcmp(way, "exec")) {
    work(n);
    execl("/bin/true", "true", (char *)NULL);
  }
  if (!strcmp(way, "dlclose")) {
    void *library = dlopen("libm.so.6", RTLD_NOW);
    work(n);
    dlclose(library);
    work(n);
  }
  return 0;
}
