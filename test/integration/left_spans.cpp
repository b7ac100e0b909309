// Ways to leave spans without an ordinary return, for left_spans_run.sh: jumps out of try blocks and loops, and
// cancelled threads.
#include <cstdio>
#include <cstring>
#include <pthread.h>
#include <unistd.h>

// Jumps out of a try block inside loops: each ends the block normally.
int breaks() {
  int n = 0;
  for (int i = 0; i < 3; i++) {
    try {
      n++;
      if (i == 1)
        break;
    } catch (...) {
    }
  }
  return n;
}
int goes_on() {
  int n = 0;
  for (int i = 0; i < 3; i++) {
    try {
      if (i == 1)
        continue;
      n++;
    } catch (...) {
    }
  }
  return n;
}
int jumps() {
  int n = 0;
  for (int i = 0; i < 3; i++)
    while (n < 100) {
      try {
        if (++n == 4)
          goto out;
      } catch (...) {
      }
    }
out:
  return n;
}
int returns() {
  for (int i = 0;; i++) {
    try {
      try {
        if (i == 2)
          return i;
      } catch (int) {
      }
    } catch (...) {
    }
  }
}

static volatile int never;
static int go_on[2];

static int is_ready; // not signalled by the pipe: write is a cancellation point

// Deferred cancellation, at a cancellation point two functions deep.
int sleeps(int n) {
  while (!never) {
    __atomic_store_n(&is_ready, 1, __ATOMIC_RELEASE);
    sleep(100);
  }
  return n;
}
void *deferred(void *) {
  const int r = sleeps(5);
  return reinterpret_cast<void *>(static_cast<long>(r));
}
// A thread with cancellation disabled ends normally.
int survives(int n) {
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, nullptr);
  __atomic_store_n(&is_ready, 1, __ATOMIC_RELEASE);
  char byte;
  if (read(go_on[0], &byte, 1) != 1)
    _exit(3);
  return n + 1;
}
void *disabled(void *) {
  const int r = survives(5);
  return reinterpret_cast<void *>(static_cast<long>(r));
}
// Calls pthread_exit itself.
int leaves(int n) {
  __atomic_store_n(&is_ready, 1, __ATOMIC_RELEASE);
  if (!never)
    pthread_exit(nullptr);
  return n;
}
void *exits(void *) {
  const int r = leaves(5);
  return reinterpret_cast<void *>(static_cast<long>(r));
}

// The end of a thread passes through catch (...), and functions called by destructors return normally.
int tidied(int n) {
  return n + 1;
}
struct Tidies {
  int n;
  ~Tidies() { n = tidied(n); }
};
int passes(int n) {
  Tidies tidies = {n};
  try {
    __atomic_store_n(&is_ready, 1, __ATOMIC_RELEASE);
    if (!never)
      pthread_exit(nullptr);
  } catch (...) {
    tidies.n = tidied(tidies.n);
    throw;
  }
  return tidies.n;
}
void *caught(void *) {
  const int r = passes(5);
  return reinterpret_cast<void *>(static_cast<long>(r));
}
// The same for a cancelled thread.
int awaits(int n) {
  try {
    __atomic_store_n(&is_ready, 1, __ATOMIC_RELEASE);
    while (!never)
      sleep(100);
  } catch (...) {
    throw;
  }
  return n;
}
void *caught_cancelled(void *) {
  const int r = awaits(5);
  return reinterpret_cast<void *>(static_cast<long>(r));
}

static void run(const char *name, void *(*body)(void *), bool cancels) {
  pthread_t thread;
  void *result = nullptr;
  char byte = 1;
  __atomic_store_n(&is_ready, 0, __ATOMIC_RELEASE);
  pthread_create(&thread, nullptr, body, nullptr);
  while (!__atomic_load_n(&is_ready, __ATOMIC_ACQUIRE))
    usleep(1000);
  if (cancels)
    pthread_cancel(thread);
  if (write(go_on[1], &byte, 1) != 1)
    _exit(3);
  pthread_join(thread, &result);
  std::printf("%s %s\n", name, result == PTHREAD_CANCELED ? "cancelled" : result ? "value" : "null");
}

int main() {
  std::printf("%d %d %d %d\n", breaks(), goes_on(), jumps(), returns());
  if (pipe(go_on) != 0)
    return 2;
  run("disabled", disabled, true);
  run("deferred", deferred, true);
  run("exits", exits, false);
  run("caught", caught, false);
  run("caught_cancelled", caught_cancelled, true);
  return 0;
}
