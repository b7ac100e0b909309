/* Records a known number of events and ends in many ways, for tests of the outputs with a receiver: WAY N [MORE]. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "runtime_work.h"

#include <dlfcn.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

static void pause_ms(int ms) {
  struct timespec time = {ms / 1000, ms % 1000 * 1000000L};
  nanosleep(&time, NULL);
}

static void *thread_main(void *n) {
  work(*(int *)n);
  return NULL;
}

/* Closes every descriptor as daemons do. */
static void close_all(void) {
  int fd;
  for (fd = 0; fd < 1024; fd++)
    close(fd);
}

/* n calls in each of three children and here. */
static int in_children(int n) {
  pid_t children[3];
  int i, bad = 0;
  work(n);
  for (i = 0; i < 3; i++) {
    children[i] = fork();
    if (children[i] == 0) {
      work(n);
      exit(0);
    }
  }
  for (i = 0; i < 3; i++) {
    int status = 0;
    waitpid(children[i], &status, 0);
    bad |= status;
  }
  return bad;
}

static int confine(void) {
  struct sock_filter allow[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  struct sock_fprog program = {1, allow};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0;
}

int main(int argc, char **argv) {
  const char *way = argc > 2 ? argv[1] : "";
  int n = argc > 2 ? atoi(argv[2]) : 0;
  const int more = argc > 3 ? atoi(argv[3]) : 0;
  if (strcmp(way, "ends") == 0) {
    work(n);
    return 0;
  }
  if (strcmp(way, "waits") == 0) { /* ... for MORE ms before the end */
    work(n);
    pause_ms(more);
    return 0;
  }
  if (strcmp(way, "goes_on") == 0) { /* one second between two parts */
    work(n);
    pause_ms(more);
    work(n);
    return 0;
  }
  if (strcmp(way, "children") == 0)
    return in_children(n);
  if (strcmp(way, "daemon") == 0) {
    work(n);
    if (daemon(1, 1) != 0)
      return 3;
    work(n);
    return 0;
  }
  if (strcmp(way, "closes") == 0) {
    work(n);
    close_all();
    work(n);
    return 0;
  }
  if (strcmp(way, "killed") == 0) {
    work(n);
    pause_ms(more);
    raise(SIGKILL);
  }
  if (strcmp(way, "aborts") == 0) {
    work(n);
    abort();
  }
  if (strcmp(way, "execs") == 0) {
    work(n);
    execl("/bin/true", "true", (char *)NULL);
    return 3;
  }
  if (strcmp(way, "confined") == 0) {
    work(n);
    return confine();
  }
  if (strcmp(way, "openssl") == 0) { /* initialises OpenSSL, which then has an exit handler */
    void *library = dlopen("libcrypto.so.3", RTLD_NOW);
    int (*init)(unsigned long, const void *) = (int (*)(unsigned long, const void *))dlsym(library, "OPENSSL_init_crypto");
    if (!init || init(0, NULL) != 1)
      return 3;
    work(n);
    return 0;
  }
  if (strcmp(way, "thread") == 0) { /* the first thread ends first */
    static int calls; /* this stack is overwritten when the first thread ends */
    pthread_t thread;
    calls = n;
    pthread_create(&thread, NULL, thread_main, &calls);
    pthread_detach(thread);
    pthread_exit(NULL);
  }
  if (strcmp(way, "unshares") == 0) { /* a system call for processes with one thread */
    work(n);
    if (unshare(CLONE_NEWUSER) != 0)
      return 3;
    work(n);
    return 0;
  }
  return 2;
}
