/* Ways for a C program to run and to end, one per word on the command line. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "runtime_work.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

__attribute__((constructor)) static void before_main(void) {
  count_in_file();
  if (getenv("WITH_CONSTRUCTOR")) {
    FUNCTION("", "before_main()")
    work(1);
  }
}

__attribute__((destructor)) static void after_main(void) {
  if (getenv("WITH_CONSTRUCTOR")) {
    FUNCTION("", "after_main()")
    work(1);
  }
}

static void at_exit(void) {
  FUNCTION("", "at_exit()")
  leaf(1);
}

static int way_normal(void) { work(100); return 0; }
static int way_atexit(void) { atexit(at_exit); at_quick_exit(at_exit); work(3); return 0; }
static int way_exit(void) { FUNCTION("", "way_exit()") work(5); exit(7); }
static int way_quick_exit(void) { FUNCTION("", "way_quick_exit()") at_quick_exit(at_exit); work(5); quick_exit(8); }
static int way__exit(void) { FUNCTION("", "way__exit()") work(5); _exit(9); }
static int way_abort(void) { FUNCTION("", "way_abort()") work(5); abort(); }
static volatile int *volatile nowhere = (volatile int *)8;
static int way_segv(void) { FUNCTION("", "way_segv()") work(5); return *nowhere; }
static int way_term(void) { FUNCTION("", "way_term()") work(5); kill(getpid(), SIGTERM); for (;;) pause(); return 1; }
static int way_int(void) { FUNCTION("", "way_int()") work(5); raise(SIGINT); return 1; }
static int way_fpe(void) { FUNCTION("", "way_fpe()") volatile int zero = 0; work(5); volatile int quotient = 100 / zero; return quotient; }
static int way_pipe(void) {
  FUNCTION("", "way_pipe()")
  int ends[2];
  work(5);
  if (pipe(ends) != 0) return 1;
  close(ends[0]);
  return (int)write(ends[1], "x", 1);
}

static int overflow_stack(int n) {
  FUNCTION("i", "overflow_stack(n) -> int", n)
  volatile char space[512];
  space[n & 511] = (char)n;
  return n < 0 ? 0 : overflow_stack(n + 1) + space[n & 255];
}
static int way_overflow(void) {
  FUNCTION("", "way_overflow()")
  return overflow_stack(0);
}
static void *overflow_in_thread(void *unused) { (void)unused; overflow_stack(0); return NULL; }
static int way_thread_overflow(void) {
  pthread_t t;
  pthread_create(&t, NULL, overflow_in_thread, NULL);
  pthread_join(t, NULL);
  return 0;
}

static void own_handler(int s) { FUNCTION("i", "own_handler(s)", s) leaf(s); exit(5); }
static int way_own_handler(void) { FUNCTION("", "way_own_handler()") signal(SIGSEGV, own_handler); work(2); return *nowhere; }

static void *exits(void *unused) { FUNCTION("p", "exits(unused)", unused) work(5); exit(6); }
static void *waits(void *unused) { FUNCTION("p", "waits(unused)", unused) for (;;) pause(); return NULL; }
static int way_exit_in_thread(void) {
  FUNCTION("", "way_exit_in_thread()")
  pthread_t t, u;
  pthread_create(&u, NULL, waits, NULL);
  usleep(20000);
  pthread_create(&t, NULL, exits, NULL);
  pthread_join(t, NULL);
  return 0;
}

static int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int way_fork(void) {
  FUNCTION("", "way_fork()")
  work(3);
  for (int i = 0; i < 5; i++) {
    pid_t child = fork();
    if (child == 0) {
      work(10);
      exit(0);
    }
    work(2);
    if (wait_for(child) != 0)
      return 1;
  }
  return 0;
}
static int way_fork__exit(void) {
  FUNCTION("", "way_fork__exit()")
  pid_t child = fork();
  if (child == 0) {
    work(10);
    _exit(0);
  }
  return wait_for(child);
}
static int way_fork_returns(void) { /* the child returns through functions that were entered before the fork */
  FUNCTION("", "way_fork_returns()")
  pid_t child = fork();
  work(2);
  return child ? wait_for(child) : 0;
}
static int way_fork_silent(void) {
  FUNCTION("", "way_fork_silent()")
  pid_t child = fork();
  if (child == 0)
    exit(0);
  return wait_for(child);
}
static void *work_on(void *stop) { while (!__atomic_load_n((int *)stop, __ATOMIC_RELAXED)) work(10); return NULL; }
struct rounds { int stop, round; };
static void *work_in_rounds(void *argument) { /* a bounded number of events for each fork, however long that takes */
  struct rounds *rounds = argument;
  int seen = 0, calls = 0;
  while (!__atomic_load_n(&rounds->stop, __ATOMIC_RELAXED)) {
    const int round = __atomic_load_n(&rounds->round, __ATOMIC_RELAXED);
    calls = round == seen ? calls : 0;
    seen = round;
    if (calls++ < 300)
      work(10);
    else
      sched_yield();
  }
  return NULL;
}
static int way_fork_while_busy(void) {
  struct rounds rounds = {0, 0};
  pthread_t t;
  pthread_create(&t, NULL, work_in_rounds, &rounds);
  int bad = 0;
  for (int i = 0; i < 20; i++) {
    __atomic_store_n(&rounds.round, i + 1, __ATOMIC_RELAXED);
    pid_t child = fork();
    if (child == 0) {
      work(20);
      exit(0);
    }
    bad |= wait_for(child);
  }
  __atomic_store_n(&rounds.stop, 1, __ATOMIC_RELAXED);
  pthread_join(t, NULL);
  return bad;
}
static int way_thinned(void) { /* two threads and a forked child, far more calls than are recorded individually */
  FUNCTION("", "way_thinned()")
  int stop = 0;
  pthread_t t;
  pthread_create(&t, NULL, work_on, &stop);
  work(120000);
  pid_t child = fork();
  if (child == 0) {
    work(120000);
    exit(0);
  }
  const int bad = wait_for(child);
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pthread_join(t, NULL);
  return bad;
}
static int way_vfork_exec(void) {
  FUNCTION("", "way_vfork_exec()")
  pid_t child = vfork();
  if (child == 0) {
    execl("/bin/true", "true", (char *)NULL);
    _exit(1);
  }
  work(2);
  return wait_for(child);
}
static int way_vfork__exit(void) {
  FUNCTION("", "way_vfork__exit()")
  pid_t child = vfork();
  if (child == 0)
    _exit(4);
  work(2);
  return wait_for(child) == 4 ? 0 : 1;
}
static int way_exec(void) { FUNCTION("", "way_exec()") work(4); execlp("sh", "sh", "-c", "exit 3", (char *)NULL); return 1; }
static int way_exec_fails(void) { FUNCTION("", "way_exec_fails()") work(4); execl("/does/not/exist", "x", (char *)NULL); work(errno == ENOENT ? 1 : 50); return 0; }
static int way_system(void) { FUNCTION("", "way_system()") work(4); return system("true"); }
static int way_daemon(void) {
  FUNCTION("", "way_daemon()")
  work(2);
  if (daemon(1, 0) != 0) return 1;
  work(3);
  return 0;
}

static int way_dlclose(void) {
  FUNCTION("", "way_dlclose()")
  const char *plugins[] = {getenv("PLUGIN_A"), getenv("PLUGIN_B")};
  for (int i = 0; i < 20; i++) {
    void *library = dlopen(plugins[i % 2], RTLD_NOW);
    if (!library) { fprintf(stderr, "%s\n", dlerror()); return 1; }
    long **count = (long **)dlsym(library, "plugin_count");
    *count = entered_functions;
    ((void (*)(int))dlsym(library, "plugin_call"))(i);
    dlclose(library);
  }
  return 0;
}

static void *short_thread(void *unused) { FUNCTION("p", "short_thread(unused)", unused) work(2); return NULL; }
static int way_churn(void) {
  FUNCTION("", "way_churn()")
  for (int i = 0; i < 250; i++) {
    pthread_t t[8];
    for (int k = 0; k < 8; k++) if (pthread_create(&t[k], NULL, short_thread, NULL) != 0) return 1;
    for (int k = 0; k < 8; k++) pthread_join(t[k], NULL);
  }
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return r.ru_maxrss > 400 * 1024 ? 1 : 0; /* KiB: blocks are reused */
}
static void *leaves(void *unused) { FUNCTION("p", "leaves(unused)", unused) work(2); pthread_exit(NULL); }
static int way_pthread_exit(void) {
  pthread_t t;
  pthread_create(&t, NULL, leaves, NULL);
  pthread_join(t, NULL);
  return 0;
}
static void *goes_on(void *unused) { FUNCTION("p", "goes_on(unused)", unused) usleep(20000); work(3); printf("the last\n"); return NULL; }
static int way_main_pthread_exit(void) { /* the process ends, with 0, when the other thread does */
  FUNCTION("", "way_main_pthread_exit()")
  pthread_t t;
  work(2);
  pthread_create(&t, NULL, goes_on, NULL);
  pthread_exit(NULL);
}
static void *is_cancelled(void *unused) { FUNCTION("p", "is_cancelled(unused)", unused) for (;;) pause(); return NULL; }
static int way_cancel(void) {
  pthread_t t;
  pthread_create(&t, NULL, is_cancelled, NULL);
  usleep(20000);
  pthread_cancel(t);
  pthread_join(t, NULL);
  return 0;
}

static pthread_key_t late_key;
static void late_destructor(void *p) { FUNCTION("p", "late_destructor(p)", p) leaf(1); }
static void *with_key(void *unused) { FUNCTION("p", "with_key(unused)", unused) pthread_setspecific(late_key, &late_key); return NULL; }
static int way_key(void) {
  pthread_t t;
  work(1);
  pthread_key_create(&late_key, late_destructor);
  pthread_create(&t, NULL, with_key, NULL);
  pthread_join(t, NULL);
  return 0;
}

static jmp_buf back;
static void jumps(int n) {
  FUNCTION("i", "jumps(n)", n)
  if (n == 0)
    longjmp(back, 1);
  jumps(n - 1);
}
static int way_longjmp(void) {
  FUNCTION("", "way_longjmp()")
  for (volatile int i = 0; i < 100; i++)
    if (setjmp(back) == 0)
      jumps(2);
  work(1);
  return 0;
}

static volatile int signals_seen;
static void on_alarm(int s) { FUNCTION("i", "on_alarm(s)", s) leaf(s); signals_seen++; }
static int way_signal(void) {
  FUNCTION("", "way_signal()")
  struct sigaction a;
  memset(&a, 0, sizeof a);
  a.sa_handler = on_alarm;
  a.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &a, NULL);
  struct itimerval every = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &every, NULL);
  /* Calls a function until it is throttled, however slow the machine. */
  const char *thinning = getenv("TELEMETRY_THROTTLE");
  for (int rounds = 0; signals_seen < 200 || (thinning && *thinning == '1' && rounds < 1000); ++rounds)
    work(200);
  setitimer(ITIMER_REAL, &never, NULL);
  return 0;
}
static sigjmp_buf out_of_handler;
static volatile int jumped_out;
static void jump_out(int s) { (void)s; jumped_out++; siglongjmp(out_of_handler, 1); }
static int way_siglongjmp(void) {
  struct sigaction a;
  memset(&a, 0, sizeof a);
  a.sa_handler = jump_out;
  sigaction(SIGALRM, &a, NULL);
  struct itimerval every = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &every, NULL);
  sigsetjmp(out_of_handler, 1);
  while (jumped_out < 100)
    work(100);
  setitimer(ITIMER_REAL, &never, NULL);
  entered_functions = NULL;
  work(7);
  return 0;
}

#ifdef __x86_64__
/* Jumps out of the hooks of one call, work(1), at each of its instructions in turn: the processor's trap flag raises
 * a signal for each. A signal handler starts with the flag clear, so it stays clear after the jump. */
static volatile long steps, jump_at;
static void after_instruction(int s) { (void)s; if (++steps == jump_at) siglongjmp(out_of_handler, 1); }
static void set_trap_flag(void) { __asm__ volatile("pushfq; orq $0x100, (%%rsp); popfq" ::: "memory", "cc"); }
static void clear_trap_flag(void) { __asm__ volatile("pushfq; andq $~0x100, (%%rsp); popfq" ::: "memory", "cc"); }
static void jump_everywhere(void) {
  struct sigaction a;
  memset(&a, 0, sizeof a);
  a.sa_handler = after_instruction;
  sigaction(SIGTRAP, &a, NULL);
  work(1); /* finishes one-time work first, above all the dynamic linker's, which nothing may jump out of */
  for (jump_at = 1;; jump_at++) {
    steps = 0;
    if (sigsetjmp(out_of_handler, 1) == 0) {
      set_trap_flag();
      work(1);
      clear_trap_flag();
      break;
    }
    if (jump_at % 2) work(0);
  }
  entered_functions = NULL;
  work(7);
}
static int way_jump_everywhere(void) { jump_everywhere(); return jump_at > 250 ? 0 : 1; }
static int way_jump_everywhere_inside(void) { FUNCTION("", "way_jump_everywhere_inside()") jump_everywhere(); return 0; }
#endif

static int way_close_all(void) {
  FUNCTION("", "way_close_all()")
  work(3);
  telinject_flush(0);
  for (int fd = 3; fd < 2000; fd++) close(fd);
  work(3);
  return 0;
}
static int way_close_all_exit(void) {
  FUNCTION("", "way_close_all_exit()")
  for (int fd = 3; fd < 2000; fd++) close(fd);
  pid_t child = fork();
  if (child == 0) { work(3); _exit(0); }
  return wait_for(child);
}
static int recurse(int n) { FUNCTION("i", "recurse(n) -> int", n) return n == 0 ? 0 : recurse(n - 1) + 1; }
static int way_deep(void) { return recurse(20000) == 20000 ? 0 : 1; }
static int way_too_deep(void) {
  struct rlimit r = {1l << 29, 1l << 29};
  setrlimit(RLIMIT_STACK, &r);
  return recurse(70000) == 70000 ? 0 : 1;
}

enum color { RED, GREEN = -3 };
struct opaque { int x; };
static void values(_Bool b, char c, int i, unsigned u, long l, unsigned long m, long long x, unsigned long long y, double f, long double g, const void *p,
                   enum color e, enum color other, long long big, const char *s, const char *bad, const char *null, unsigned long size, const char *text, struct opaque o) {
  FUNCTION("bciulmxyfgpeeEssstor", "values(b, c, i, u, l, m, x, y, f, g, p, e{0=RED,-3=GREEN}, other{0=RED,-3=GREEN}, big{5000000000=BIG}, s, bad, null, text, o:struct opaque, password) -> struct opaque", b, c, i, u, l, m, x, y, f, g, p,
           (int)e, (int)other, big, s, bad, null, size, text)
  (void)o;
}
static int way_values(void) {
  char line[400];
  struct opaque o = {1};
  const double infinity = strtod("inf", NULL);
  memset(line, 'a', sizeof line);
  memcpy(line + 255, "\303\251", 2);
  line[399] = 0;
  errno = 33;
  values(1, '\n', -5, 4000000000u, -5000000000l, 18446744073709551615ul, -9, 9, 0.1, (long double)infinity, o.x ? (void *)line : NULL, GREEN, (enum color)7, 5000000000ll,
         line, getenv("BAD_ADDRESS") ? NULL : (const char *)16, NULL, 3, "a\"\377", o);
  values(0, (char)0xE9, 0, 0, 0, 0, 0, 0, -0.0, 2.5L, NULL, RED, RED, 1, "", "\\", "x", 0, NULL, o);
  return errno == 33 ? 0 : 1;
}

static int way_slow(void) { FUNCTION("", "way_slow()") usleep(30000); leaf(1); return 0; }
static int way_sleeps(void) { work(3); sleep(2); work(3); return 0; }
static void helper(void) { FUNCTION("", "helper()") for (int i = 0; i < 3; i++) { TELINJECT_BRANCH(1, "if then", "i < 3") leaf(i); } }
static int way_selected(void) { FUNCTION("", "way_selected()") work(2); helper(); return 0; }
static void round_of_work(int n) { FUNCTION("i", "round_of_work(n)", n) helper(); usleep(5000); }
static int way_controlled(void) { /* until the file STOP exists; in a child process if FORKS is set */
  const char *stop = getenv("STOP");
  FUNCTION("", "way_controlled()")
  if (getenv("FORKS")) {
    pid_t child = fork();
    if (child != 0) return wait_for(child);
  }
  for (int i = 0; access(stop, F_OK) != 0; i++)
    round_of_work(i);
  return 0;
}
static int way_roots(void) { for (int i = 0; i < 1000; i++) work(1); return 0; }
static int way_count_threads(void) { /* prints what an observer can see: threads and descriptors */
  FUNCTION("", "way_count_threads()")
  int lowest = dup(0);
  printf("lowest %d\n", lowest);
  return 0;
}
static long long now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}
static void sleep_ms(long ms) {
  const long long end = now_ns() + ms * 1000000;
  while (now_ns() < end) usleep(1000); /* a stopped process may sleep shorter */
}
/* Sleeps, calls itself with half the count, sleeps again; prints the elapsed time measured inside and outside the
 * span. */
static void naps(int ms);
static void timed_nap(int ms) {
  const long long before = now_ns();
  naps(ms);
  printf("%d outside %lld\n", ms, now_ns() - before);
}
static void naps(int ms) {
  FUNCTION("i", "naps(ms)", ms)
  const long long before = now_ns();
  sleep_ms(ms);
  if (ms > 1) timed_nap(ms / 2);
  sleep_ms(1);
  printf("%d inside %lld\n", ms, now_ns() - before);
}
static int way_truth(void) { timed_nap(atoi(getenv("NAP"))); return 0; }
static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
static double ns_for_an_event(long pairs) {
  const double start = seconds();
  for (long i = 0; i < pairs; i++) leaf((int)i);
  return (seconds() - start) * 1e9 / (double)(2 * pairs);
}
static int way_many(void) { /* the cost of events: in bursts that fit into the ring, and without a pause */
  double best = 1e9;
  entered_functions = NULL;
  for (int i = 0; i < 20; i++) {
    const double ns = ns_for_an_event(2000);
    best = ns < best ? ns : best;
    usleep(20000);
  }
  printf("burst of 4000 events: %.1f ns each on the program's thread\n", best);
  printf("%s pairs without a pause: %.1f ns an event on the program's thread\n", getenv("PAIRS"), ns_for_an_event(atol(getenv("PAIRS"))));
  return 0;
}

#define WAY(W) {#W, way_##W}
static const struct { const char *name; int (*run)(void); } ways[] = {
  WAY(normal), WAY(atexit), WAY(exit), WAY(quick_exit), WAY(_exit), WAY(abort), WAY(segv), WAY(term), WAY(int), WAY(fpe), WAY(pipe), WAY(overflow),
  WAY(thread_overflow), WAY(own_handler), WAY(exit_in_thread), WAY(fork), WAY(fork__exit), WAY(fork_returns), WAY(fork_silent), WAY(fork_while_busy),
  WAY(thinned), WAY(vfork_exec), WAY(vfork__exit), WAY(exec), WAY(exec_fails), WAY(system), WAY(daemon), WAY(dlclose), WAY(churn), WAY(pthread_exit), WAY(main_pthread_exit), WAY(cancel), WAY(key),
  WAY(longjmp), WAY(signal), WAY(siglongjmp), WAY(close_all), WAY(close_all_exit), WAY(deep), WAY(too_deep), WAY(values), WAY(slow), WAY(sleeps), WAY(roots), WAY(controlled), WAY(truth), WAY(selected), WAY(count_threads), WAY(many),
#ifdef __x86_64__
  WAY(jump_everywhere), WAY(jump_everywhere_inside),
#endif
};

int main(int argc, char **argv) {
  for (unsigned i = 0; argc > 1 && i < sizeof ways / sizeof *ways; i++)
    if (strcmp(ways[i].name, argv[1]) == 0)
      return ways[i].run();
  return 99;
}
