// Ways by which work goes to other threads and processes.   propagation_ways NAME
// Functions called request… start the work; work… is what is started.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <future>
#include <pthread.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <threads.h>
#include <unistd.h>
#include <vector>

extern char **environ;
static const char *self;

static void check(bool is_right, const char *what) {
  if (is_right)
    return;
  std::fprintf(stderr, "%s failed\n", what);
  std::exit(1);
}

// Called in another process: says which context the environment has.
static int work_of_child() {
  const char *context = std::getenv("TRACEPARENT");
  const char *state = std::getenv("TRACESTATE");
  std::printf("%s%s%s\n", context ? context : "none", state ? " " : "", state ? state : "");
  std::fflush(stdout);
  return 7;
}

static void *work(void *) {
  return nullptr;
}
static int work_c11(void *) {
  return 0;
}
static int work_value(int v) {
  return v + 1;
}

static void request_pthread() {
  pthread_t thread;
  check(pthread_create(&thread, nullptr, work, nullptr) == 0, "pthread_create");
  pthread_join(thread, nullptr);
}
static void request_c11() {
  thrd_t thread;
  check(thrd_create(&thread, work_c11, nullptr) == thrd_success, "thrd_create");
  thrd_join(thread, nullptr);
}
static void request_thread() {
  std::thread(work, nullptr).join();
}
static void request_jthread() {
  const std::jthread thread(work, nullptr);
}
static void request_async() {
  check(std::async(std::launch::async, work_value, 1).get() == 2, "std::async");
}
static void request_task() {
  std::packaged_task<int(int)> task(work_value);
  std::future<int> result = task.get_future();
  std::thread(std::move(task), 4).join();
  check(result.get() == 5, "packaged_task");
}

// The thread's work begins when the request has ended.
static std::promise<void> request_is_over;
static void *work_after_request(void *) {
  return work(nullptr);
}
static void *wait_and_work(void *p) __attribute__((no_instrument_function));
static void *wait_and_work(void *p) {
  request_is_over.get_future().wait();
  return work_after_request(p);
}
static pthread_t request_detached() {
  pthread_t thread;
  pthread_create(&thread, nullptr, wait_and_work, nullptr);
  return thread;
}

static void work_hop(int n) {
  if (n > 0)
    std::thread(work_hop, n - 1).join();
}

// A pool that a library starts at the first request: later requests have nothing to do with that one.
static void *two_jobs(void *) __attribute__((no_instrument_function));
static void *two_jobs(void *) {
  work_value(1);
  work_c11(nullptr);
  return nullptr;
}
static void request_pool() {
  pthread_t thread;
  pthread_create(&thread, nullptr, two_jobs, nullptr);
  pthread_join(thread, nullptr);
}

static void many_requests(int thread) {
  for (int i = 0; i < 50; ++i)
    if ((thread + i) % 2)
      request_thread();
    else
      request_async();
}

static void reap(pid_t child, const char *what) {
  int status = 0;
  check(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7, what);
}
static char *const child_words[] = {const_cast<char *>("child"), const_cast<char *>("child"), nullptr};
static void request_spawn() {
  pid_t child = 0;
  check(posix_spawn(&child, self, nullptr, nullptr, child_words, environ) == 0, "posix_spawn");
  reap(child, "posix_spawn");
}
static void request_spawn_by_name() {
  pid_t child = 0;
  check(posix_spawnp(&child, self, nullptr, nullptr, child_words, environ) == 0, "posix_spawnp");
  reap(child, "posix_spawnp");
}
static void request_system() {
  const int status = std::system((std::string(self) + " child").c_str());
  check(WIFEXITED(status) && WEXITSTATUS(status) == 7, "system");
}
static void request_popen() {
  FILE *const child = popen((std::string("exec ") + self + " child").c_str(), "r");
  check(child, "popen");
  for (int c; (c = std::getc(child)) != EOF;)
    std::putchar(c);
  const int status = pclose(child);
  check(WIFEXITED(status) && WEXITSTATUS(status) == 7, "pclose");
}
static void request_exec() {
  const pid_t child = fork();
  if (child == 0) {
    execv(self, child_words);
    _exit(1);
  }
  reap(child, "execv");
}
static void request_vfork() {
  const pid_t child = vfork();
  if (child == 0) {
    execl(self, "child", "child", static_cast<char *>(nullptr));
    _exit(1);
  }
  reap(child, "execl");
}
static void request_own_context() { // what the program sets itself is passed on as it is
  pid_t child = 0;
  char own[] = "TRACEPARENT=00-11111111111111111111111111111111-2222222222222222-01";
  char *variables[] = {own, nullptr};
  std::vector<char *> all(variables, variables + 1);
  for (char **v = environ; *v; ++v)
    if (std::strncmp(*v, "TRACEPARENT=", 12) != 0)
      all.push_back(*v);
  all.push_back(nullptr);
  check(posix_spawn(&child, self, nullptr, nullptr, child_words, all.data()) == 0, "posix_spawn");
  reap(child, "own context");
}
static void request_no_environment() {
  const pid_t child = fork();
  if (child == 0) {
    execve(self, child_words, nullptr);
    _exit(1);
  }
  reap(child, "execve");
}

int main(int count, char **words) {
  self = words[0];
  const std::string name = count > 1 ? words[1] : "";
  if (name == "child")
    return work_of_child();
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  const std::string before = std::getenv("TRACEPARENT") ? std::getenv("TRACEPARENT") : "none";
  if (name == "pthread")
    request_pthread();
  if (name == "c11")
    request_c11();
  if (name == "thread")
    request_thread();
  if (name == "jthread")
    request_jthread();
  if (name == "async")
    request_async();
  if (name == "task")
    request_task();
  if (name == "detached") {
    const pthread_t thread = request_detached();
    request_is_over.set_value();
    pthread_join(thread, nullptr);
  }
  if (name == "hops")
    work_hop(10);
  if (name == "pool")
    request_pool();
  if (name == "many") {
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back(many_requests, i);
    for (std::thread &thread : threads)
      thread.join();
  }
  if (name == "spawn")
    request_spawn();
  if (name == "spawnp")
    request_spawn_by_name();
  if (name == "system")
    request_system();
  if (name == "popen")
    request_popen();
  if (name == "exec")
    request_exec();
  if (name == "vfork")
    request_vfork();
  if (name == "own")
    request_own_context();
  if (name == "empty")
    request_no_environment();
  const std::string after = std::getenv("TRACEPARENT") ? std::getenv("TRACEPARENT") : "none";
  check(before == after, "the program's own environment");
}
