// Ways for traces to end with or without an error, one per word on the command line; ROOTS and other settings come from
// the environment.
#include "runtime_program.h"

#include <cstdio>
#include <pthread.h>
#include <sys/wait.h>

namespace {

long number(const char *name, long otherwise) {
  const char *value = getenv(name);
  return value ? atol(value) : otherwise;
}

int leaf(int i) {
  FUNCTION("i", "leaf(i) -> int", i)
  TELINJECT_BRANCH(1, "if then", "i % 2")
  return TELINJECT_RETURN(1, int) i + 1 TELINJECT_END_RETURN(1, "i");
}

void fails(int i) {
  FUNCTION("i", "fails(i)", i)
  throw i;
}

// Every tenth trace contains an error.
void root(int i) {
  FUNCTION("i", "root(i)", i)
  leaf(i);
  if (i % 10 == 0) {
    try {
      fails(i);
    } catch (int) {
    }
  }
  leaf(i);
}

void roots(long count) {
  for (int i = 0; i < count; i++)
    root(i);
}

void *roots_in_thread(void *) {
  roots(500);
  return nullptr;
}

int way_roots() {
  roots(1000);
  return 0;
}
int way_threads() {
  pthread_t threads[8];
  for (pthread_t &t : threads)
    pthread_create(&t, nullptr, roots_in_thread, nullptr);
  for (pthread_t t : threads)
    pthread_join(t, nullptr);
  return 0;
}
// One trace of many events, with an error at its end, its beginning, or nowhere: ERROR_AT.
int way_big() {
  FUNCTION("", "way_big()")
  const long leaves = number("LEAVES", 10000), error_at = number("ERROR_AT", -1);
  for (int i = 0; i <= leaves; i++) {
    if (i == error_at) {
      try {
        fails(i);
      } catch (int) {
      }
    }
    if (i < leaves)
      leaf(i);
  }
  return 0;
}
int way_slow() {
  {
    FUNCTION("", "quick()")
    leaf(1);
  }
  FUNCTION("", "way_slow()")
  leaf(1);
  usleep(30000);
  return 0;
}
int way_abort() {
  FUNCTION("", "way_abort()")
  leaf(1);
  abort();
}
int way_exit() {
  FUNCTION("", "way_exit()")
  leaf(1);
  exit(3);
}
int way_terminate() {
  FUNCTION("", "way_terminate()")
  leaf(1);
  fails(1);
  return 0;
}
int way_exec() {
  FUNCTION("", "way_exec()")
  leaf(1);
  execlp("true", "true", static_cast<char *>(nullptr));
  return 1;
}
int way_exec_fails() {
  {
    FUNCTION("", "way_exec_fails()")
    leaf(1);
    execl("/does/not/exist", "x", static_cast<char *>(nullptr));
    leaf(2);
  }
  root(1);
  return 0;
}
// The child's part of the trace contains an error, the parent's does not.
int way_fork() {
  FUNCTION("", "way_fork()")
  leaf(1);
  const pid_t child = fork();
  if (child == 0) {
    root(10);
    root(11);
    _exit(0);
  }
  leaf(2);
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

struct Way {
  const char *name;
  int (*run)();
};
#define WAY(W) {#W, way_##W}
const Way ways[] = {WAY(roots), WAY(threads), WAY(big), WAY(slow), WAY(abort), WAY(exit), WAY(terminate), WAY(exec), WAY(exec_fails), WAY(fork)};

} // namespace

int main(int argc, char **argv) {
  for (const Way &way : ways)
    if (argc > 1 && strcmp(way.name, argv[1]) == 0)
      return way.run();
  return 99;
}
