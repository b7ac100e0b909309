/* Many threads, and all that may happen to them at the same time; one way for each word on the command line. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "../integration/runtime_work.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>

static void *works(void *rounds) {
  for (long i = 0; i < (long)rounds; i++) work(10);
  return NULL;
}
static int together(int threads, long rounds) {
  pthread_t t[256];
  for (int i = 0; i < threads; i++)
    if (pthread_create(&t[i], NULL, works, (void *)rounds) != 0) return 1;
  for (int i = 0; i < threads; i++) pthread_join(t[i], NULL);
  return 0;
}
static int way_at_once(void) { return together(200, 20); }
static int way_one_after_the_other(void) { /* thousands, which use the same few blocks */
  for (int i = 0; i < 500; i++)
    if (together(8, 1) != 0) return 1;
  return 0;
}

static volatile int over;
static void on_signal(int s) { leaf(s); }
static void *works_on(void *unused) {
  while (!__atomic_load_n(&over, __ATOMIC_RELAXED)) {
    work(5);
    usleep(200); /* the checks have to read all of it */
  }
  return unused;
}
static void *loads(void *unused) {
  const char *plugins[] = {getenv("PLUGIN_A"), getenv("PLUGIN_B")};
  for (int i = 0; i < atoi(getenv("LOADS")); i++) {
    void *library = dlopen(plugins[i % 2], RTLD_NOW);
    if (!library) { fprintf(stderr, "%s\n", dlerror()); exit(3); }
    *(long **)dlsym(library, "plugin_count") = entered_functions;
    ((void (*)(int))dlsym(library, "plugin_call"))(i);
    dlclose(library);
  }
  return unused;
}
static void *starts_threads(void *unused) {
  for (int i = 0; i < 60; i++) together(2, 1);
  return unused;
}
static int way_everything(void) { /* threads x fork x signals x dlclose */
  pthread_t workers[3], loader, starter;
  struct sigaction a;
  const struct itimerval every = {{0, 2000}, {0, 2000}}, never = {{0, 0}, {0, 0}};
  int bad = 0;
  memset(&a, 0, sizeof a);
  a.sa_handler = on_signal;
  a.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &a, NULL);
  if (atoi(getenv("SIGNALS"))) setitimer(ITIMER_REAL, &every, NULL);
  for (int i = 0; i < 3; i++) pthread_create(&workers[i], NULL, works_on, NULL);
  pthread_create(&loader, NULL, loads, NULL);
  pthread_create(&starter, NULL, starts_threads, NULL);
  for (int i = 0; i < atoi(getenv("FORKS")); i++) {
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
      work(20);
      _exit(0);
    }
    work(3);
    while (waitpid(child, &status, 0) < 0) {}
    bad |= status;
  }
  pthread_join(loader, NULL);
  pthread_join(starter, NULL);
  __atomic_store_n(&over, 1, __ATOMIC_RELAXED);
  for (int i = 0; i < 3; i++) pthread_join(workers[i], NULL);
  setitimer(ITIMER_REAL, &never, NULL);
  return bad;
}

#define WAY(W) {#W, way_##W}
static const struct { const char *name; int (*run)(void); } ways[] = {WAY(at_once), WAY(one_after_the_other), WAY(everything)};

int main(int argc, char **argv) {
  count_in_file();
  for (unsigned i = 0; argc > 1 && i < sizeof ways / sizeof *ways; i++)
    if (strcmp(ways[i].name, argv[1]) == 0)
      return ways[i].run();
  return 99;
}
