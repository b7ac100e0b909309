/* A program that replaces the clocks and waits with its own, which stand still. */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t which, struct timespec *now) {
  now->tv_sec = which == CLOCK_REALTIME ? 1577836800 : 1000;
  now->tv_nsec = 0;
  return 0;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  now->tv_sec = 1577836800;
  now->tv_usec = 0;
  return 0;
}
time_t time(time_t *to) {
  if (to)
    *to = 1577836800;
  return 1577836800;
}
int nanosleep(const struct timespec *wanted, struct timespec *left) {
  (void)wanted;
  (void)left;
  return 0;
}
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted, struct timespec *left) {
  (void)clock;
  (void)flags;
  (void)wanted;
  (void)left;
  return 0;
}
int usleep(useconds_t us) { return us == 1 ? -1 : 0; }
int poll(struct pollfd *fds, nfds_t count, int timeout) {
  (void)fds;
  (void)count;
  return timeout == -2;
}
static int leaf(int i) { return i + 1; }
int main(void) {
  struct timespec now;
  int sum = 0;
  clock_gettime(CLOCK_MONOTONIC, &now);
  for (int i = 0; i < 100; i++)
    sum += leaf(i);
  usleep(10);
  printf("%d %ld %ld\n", sum, (long)now.tv_sec, (long)time(NULL));
  return 0;
}
