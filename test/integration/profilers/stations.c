/* stations.c: stops in spans of several kinds, so that another program can look: prints NAME THREAD and waits for a line. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void station(const char *name) // telinject: skip
{
  char line[8];
  printf("%s %ld\n", name, (long)syscall(SYS_gettid));
  fflush(stdout);
  if (!fgets(line, sizeof line, stdin))
    exit(3);
}

static int inner(int n) {
  station("inner");
  return n + 1;
}

static int rooted(int n) {
  station("rooted");
  return inner(n);
}

static int row(void *context, int columns, char **values, char **names) // telinject: skip
{
  (void)context, (void)columns, (void)values, (void)names;
  station("row");
  return 0;
}

static int work(int n) {
  station("work");
  return n + 1;
}

static void *thread_main(void *argument) // telinject: skip
{
  station("before work");
  work(1);
  station("after work");
  return argument;
}

static int in_child(void) {
  station("in child");
  return 0;
}

int main(void) {
  sqlite3 *database;
  pthread_t thread;
  pid_t child;
  station("main");
  inner(1);
  if (sqlite3_open(":memory:", &database) != 0)
    return 2;
  sqlite3_exec(database, "SELECT 1", row, 0, 0);
  sqlite3_close(database);
  station("main again");
  rooted(1);
  station("main still");
  pthread_create(&thread, 0, thread_main, 0);
  pthread_join(thread, 0);
  child = fork();
  if (child == 0)
    exit(in_child());
  waitpid(child, 0, 0);
  station("last");
  return 0;
}
