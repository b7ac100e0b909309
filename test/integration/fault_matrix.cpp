// Dies in one way (first argument) while several threads (second argument) record events.  Counts started and finished
// entries and exits in COUNT_FILE, which survives.  Calls the hooks directly, as the macros do, so that each event is
// counted immediately before and after.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <telinject/telinject.h>

namespace {

struct Counts {
  std::atomic<long> entries_begun, entries_done, exits_done;
};
Counts *counts = nullptr;

void count_in_file() {
  const char *path = std::getenv("COUNT_FILE");
  const int fd = path ? open(path, O_RDWR) : -1;
  if (fd < 0)
    std::exit(98);
  counts = static_cast<Counts *>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  close(fd);
}

class Span {
public:
  __attribute__((always_inline)) explicit Span(const char *site, int value) {
    counts->entries_begun.fetch_add(1);
    handle_ = telinject_enter(nullptr, site, value);
    if (handle_ != 0)
      counts->entries_done.fetch_add(1);
  }
  __attribute__((always_inline)) ~Span() {
    if (handle_ == 0)
      return;
    telinject_leave(handle_);
    if (__atomic_load_n(&telinject_state, __ATOMIC_SEQ_CST) != 4) // events of other threads are rejected while a
                                                                  // process dies
      counts->exits_done.fetch_add(1);
  }

private:
  int handle_;
};
#define SPAN(NAME, VALUE) const Span span("i" TELINJECT_I_WHERE NAME "(value)", VALUE)

void leaf(int i) { SPAN("leaf", i); }
void work(int n) {
  SPAN("work", n);
  for (int i = 0; i < n; ++i)
    leaf(i);
}

struct Static {
  Static() {
    count_in_file();
    work(1);
  }
  ~Static() { work(1); }
} before_main_and_after;

std::atomic<bool> stop{false};
std::atomic<int> under_way{0};
void *records(void *) {
  for (bool first = true; !stop; first = false) {
    work(20);
    if (first)
      ++under_way;
    usleep(200);
  }
  return nullptr;
}
pthread_t threads[64];
int thread_count = 0;
void start_threads(int n) {
  for (thread_count = 0; thread_count < n; ++thread_count)
    pthread_create(&threads[thread_count], nullptr, records, nullptr);
  while (under_way < n)
    usleep(1000);
}
void stop_threads() {
  stop = true;
  for (int i = 0; i < thread_count; ++i)
    pthread_join(threads[i], nullptr);
}

template <class F> void on_thread(F f) {
  pthread_t t;
  pthread_create(&t, nullptr, [](void *p) -> void * { work(3); (*static_cast<F *>(p))(); return nullptr; }, &f);
  pthread_join(t, nullptr);
}
int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

volatile int *volatile nowhere = reinterpret_cast<volatile int *>(8);
int overflow(int n) {
  SPAN("overflow", n);
  volatile char space[512];
  space[n & 511] = static_cast<char>(n);
  return n < 0 ? 0 : overflow(n + 1) + space[n & 255];
}
void at_exit() { work(2); }
void reports_and_dies(int s) { // as crash reporters do
  leaf(s);
  signal(s, SIG_DFL);
  raise(s);
}
void reports_and_dies_by_sigaction(int s) {
  leaf(s);
  struct sigaction a;
  std::memset(&a, 0, sizeof a);
  a.sa_handler = SIG_DFL;
  sigaction(s, &a, nullptr);
  kill(getpid(), s);
}
void tells_and_exits(int s) { leaf(s); _exit(7); }
int bus() {
  char name[] = "/tmp/fault-matrix-XXXXXX";
  const int fd = mkstemp(name);
  unlink(name);
  auto *p = static_cast<volatile int *>(mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd, 0));
  return *p; // beyond the end of the file
}
[[noreturn]] void die_by(int s) { raise(s); for (;;) pause(); }

struct Way {
  const char *name;
  int status;
  int (*run)();
  int reported_lost = 0; // events that cannot be recorded (docs/limitations.md) and are reported as lost
};
const Way ways[] = {
    {"return", 0, [] { stop_threads(); return 0; }},
    {"return_while_busy", 0, [] { return 0; }},
    {"exit", 7, [] { atexit(at_exit); std::exit(7); return 0; }},
    {"exit_in_thread", 7, [] { on_thread([] { std::exit(7); }); return 0; }},
    {"quick_exit", 7, [] { at_quick_exit(at_exit); std::quick_exit(7); return 0; }},
    {"_exit", 7, [] { _exit(7); return 0; }},
    {"_exit_in_thread", 7, [] { on_thread([] { _exit(7); }); return 0; }},
    {"abort", 134, [] { std::abort(); return 0; }},
    {"terminate", 134, [] { std::terminate(); return 0; }},
    {"throw", 134, []() -> int { throw 5; }},
    {"segv", 139, [] { return *nowhere; }},
    {"segv_in_thread", 139, [] { on_thread([] { *nowhere = 1; }); return 0; }},
    {"bus", 135, [] { return bus(); }},
    {"fpe", 136, [] { volatile int zero = 0; return 100 / zero; }},
    {"ill", 132, [] { __builtin_trap(); return 0; }},
    {"term", 143, []() -> int { die_by(SIGTERM); }},
    {"int", 130, []() -> int { die_by(SIGINT); }},
    {"hup", 129, []() -> int { die_by(SIGHUP); }},
    {"segv_handler_and_default", 139, [] { signal(SIGSEGV, reports_and_dies); return *nowhere; }},
    {"term_handler_and_default", 143, []() -> int { signal(SIGTERM, reports_and_dies_by_sigaction); die_by(SIGTERM); }},
    {"abort_handler_and_default", 134, [] { signal(SIGABRT, reports_and_dies); std::abort(); return 0; }},
    {"handler_and__exit", 7, []() -> int { signal(SIGTERM, tells_and_exits); die_by(SIGTERM); }},
    {"overflow", 139, [] { return overflow(0); }},
    {"overflow_in_thread", 139, [] { on_thread([] { overflow(0); }); return 0; }},
    {"fork", 0, [] {
       int bad = 0;
       for (int i = 0; i < 10; ++i) {
         const pid_t child = fork();
         if (child == 0) {
           work(20);
           std::exit(0);
         }
         work(5);
         bad |= wait_for(child);
       }
       stop_threads();
       return bad;
     }},
    {"fork__exit", 0, [] {
       const pid_t child = fork();
       work(10);
       if (child == 0)
         _exit(0);
       stop_threads();
       return wait_for(child);
     }},
    {"fork_segv", 139, [] {
       const pid_t child = fork();
       work(10);
       if (child == 0)
         return *nowhere;
       stop_threads();
       return wait_for(child);
     }},
    {"fork_without_libc", 0, [] { // the child is detected at its first event
       const pid_t child = _Fork();
       if (child == 0) {
         work(10);
         std::exit(0);
       }
       work(5);
       stop_threads();
       return wait_for(child);
     }},
    {"vfork_exec", 0, [] {
       const pid_t child = vfork();
       if (child == 0) {
         execl("/bin/true", "true", static_cast<char *>(nullptr));
         _exit(1);
       }
       work(5);
       stop_threads();
       return wait_for(child);
     }},
    {"exec", 3, [] { execlp("sh", "sh", "-c", "exit 3", static_cast<char *>(nullptr)); return 1; }},
    {"exec_fails", 0, [] { execl("/does/not/exist", "x", static_cast<char *>(nullptr)); work(5); stop_threads(); return 0; }},
    {"daemon", 0, [] { if (daemon(1, 0) != 0) return 1; work(5); std::exit(0); }},
    {"pthread_exit", 0, [] { stop = true; pthread_exit(nullptr); return 0; }, 4}, // of the static destructor
    {"cancel", 0, [] {
       pthread_t t;
       pthread_create(&t, nullptr, [](void *) -> void * { SPAN("cancelled", 1); for (;;) pause(); }, nullptr);
       usleep(20000);
       pthread_cancel(t);
       pthread_join(t, nullptr);
       stop_threads();
       return 0;
     }},
    {"kill", 137, []() -> int { die_by(SIGKILL); }},
    {"kill_in_fork", 137, [] {
       const pid_t child = fork();
       work(50);
       if (child == 0)
         die_by(SIGKILL);
       stop_threads();
       return wait_for(child);
     }},
};

} // namespace

int main(int argc, char **argv) {
  if (argc != 3) { // each way, its exit status, and the events reported as lost
    for (const Way &way : ways)
      std::printf("%s %d %d\n", way.name, way.status, way.reported_lost);
    return 0;
  }
  SPAN("main", argc);
  start_threads(std::atoi(argv[2]));
  work(60);
  for (const Way &way : ways)
    if (std::strcmp(way.name, argv[1]) == 0)
      return way.run();
  return 99;
}
