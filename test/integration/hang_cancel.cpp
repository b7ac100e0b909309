// Threads that are cancelled at any point: in arithmetic, in a function that cannot throw, in a wait.
#include <cmath>
#include <cstdio>
#include <pthread.h>
#include <unistd.h>

static volatile double sink;
static int may_throw(int i) {
  if (i > 100)
    throw i;
  return i;
}
static void *counts(void *) {
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, nullptr);
  may_throw(1);
  for (volatile long i = 0;; i = i + 1) {
  }
}
__attribute__((noinline)) static double computes(double x) {
  for (volatile long i = 0;; i = i + 1)
    sink = x = x + std::sqrt(static_cast<double>(i));
}
static void *calls(void *) {
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, nullptr);
  may_throw(2);
  computes(1);
  return nullptr;
}
static void *waits(void *) {
  may_throw(3);
  for (;;)
    usleep(1000);
}
static void *waits_asynchronously(void *) {
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, nullptr);
  for (;;)
    usleep(may_throw(50));
}
// Spends nearly all its time inside an event, or inside a drain if there is no writer.
static void *records(void *) {
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, nullptr);
  for (;;)
    sink = may_throw(4);
}
static void run(void *(*body)(void *), unsigned run_us = 30000) {
  pthread_t thread;
  void *result;
  pthread_create(&thread, nullptr, body, nullptr);
  usleep(run_us);
  pthread_cancel(thread);
  pthread_join(thread, &result);
  std::puts(result == PTHREAD_CANCELED ? "cancelled" : "ended");
}
int main() {
  run(counts);
  run(calls);
  run(waits);
  run(waits_asynchronously);
  for (int i = 0; i < 40; ++i)
    run(records, 2000 + i * 37);
  return 0;
}
