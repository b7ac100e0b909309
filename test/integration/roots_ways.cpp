// Programs that serve requests, for roots_run.sh: each request is a call of handle, which calls reply and parse.
#include <condition_variable>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <ucontext.h>
#include <unistd.h>
#include <vector>
#if __cplusplus >= 202002L
#include <coroutine>
#endif

static int pause_ms = 0; // before the first request, for roots that age alone makes

static void settle() {
  usleep(static_cast<useconds_t>(pause_ms) * 1000);
}

static int parse(int n) {
  if (n < 0)
    throw std::runtime_error("negative");
  return n + 1;
}
static int reply(const char *text) {
  return parse(std::atoi(text)) * 2;
}
static int handle(int n) {
  const std::string text = std::to_string(n);
  return reply(text.c_str()) + parse(n);
}
// telinject: root
static int handle_marked(const char *text) {
  return reply(text) + parse(1);
}

// An event loop: each round serves a batch.
static int serve(int count) {
  int sum = 0;
  settle();
  for (int at = 0; at < count;) {
    for (int end = at + 4 < count ? at + 4 : count; at < end; ++at) {
      try {
        sum += handle(at);
      } catch (const std::exception &) {
        --sum;
      }
    }
  }
  return sum;
}

static int serve_marked(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i)
    sum += handle_marked("7");
  return sum;
}

// A pool of threads, each with a loop of its own.
class Pool {
public:
  explicit Pool(int threads) {
    for (int i = 0; i < threads; ++i)
      workers_.emplace_back([this] { work(); });
  }
  void add(int n) {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_.push_back(n);
    changed_.notify_one();
  }
  int finish() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_over_ = true;
    }
    changed_.notify_all();
    for (std::thread &worker : workers_)
      worker.join();
    return sum_;
  }

private:
  // telinject: off
  bool take(int &n) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return is_over_ || !queue_.empty(); });
    if (queue_.empty())
      return false;
    n = queue_.front();
    queue_.pop_front();
    return true;
  }
  // telinject: on
  void work() {
    settle();
    int n = 0;
    int sum = 0;
    while (take(n))
      sum += handle(n);
    const std::lock_guard<std::mutex> lock(mutex_);
    sum_ += sum;
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<int> queue_;
  std::vector<std::thread> workers_;
  bool is_over_ = false;
  int sum_ = 0;
};

static int pool(int count) {
  Pool workers(3);
  for (int i = 0; i < count; ++i)
    workers.add(i);
  return workers.finish();
}

// Reads and evaluates lines.
static int repl(int) {
  char line[64];
  int sum = 0;
  while (std::fgets(line, sizeof line, stdin))
    sum += handle(std::atoi(line));
  return sum;
}

// A daemon: a process in the background serves half of the requests itself, and the others in processes of their own.
static int daemon_loop(int count) {
  settle();
  int sum = 0;
  for (int i = 0; i < count; ++i) {
    if (i % 2 == 0) {
      sum += handle(i);
      continue;
    }
    const pid_t child = fork();
    if (child == 0)
      _exit(handle(i) & 0x7f);
    int status = 0;
    waitpid(child, &status, 0);
    sum += WEXITSTATUS(status);
  }
  return sum;
}
static int in_background(int count) {
  int ends[2];
  if (pipe(ends) != 0)
    return 1;
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    const int sum = daemon_loop(count);
    const bool done = write(ends[1], &sum, sizeof sum) == sizeof sum;
    _exit(done ? 0 : 1);
  }
  int sum = 0;
  if (read(ends[0], &sum, sizeof sum) != sizeof sum)
    sum = -1;
  waitpid(child, nullptr, 0);
  return sum;
}

// Every third request fails: exceptions go through its root.
static int failing(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) {
    try {
      sum += handle(i % 3 == 0 ? -1 : i);
    } catch (const std::runtime_error &error) {
      sum += static_cast<int>(std::strlen(error.what()));
    }
  }
  return sum;
}

static std::jmp_buf top;
static int leave(int n) {
  std::longjmp(top, n + 1);
}
static int handle_jump(int n) {
  return leave(n) + 1;
}
// Requests are left by longjmp.
static int jumping(int count) {
  static int i, sum;
  if (setjmp(top) != 0)
    sum += ++i;
  if (i < count)
    sum += handle_jump(i);
  return sum;
}

// Requests that take turns on stacks of their own.
static ucontext_t scheduler, contexts[4];
static std::vector<char> stacks[4];
static int fiber_sum = 0;
static int handle_step(int n) {
  swapcontext(&contexts[n % 4], &scheduler);
  return parse(n);
}
static void fiber(int n) {
  fiber_sum += handle(n);
  fiber_sum += handle_step(n);
}
static int fibers(int count) {
  for (int at = 0; at < count; at += 4) {
    for (int i = 0; i < 4; ++i) {
      stacks[i].resize(256 * 1024);
      getcontext(&contexts[i]);
      contexts[i].uc_stack.ss_sp = stacks[i].data();
      contexts[i].uc_stack.ss_size = stacks[i].size();
      contexts[i].uc_link = &scheduler;
      makecontext(&contexts[i], reinterpret_cast<void (*)()>(fiber), 1, at + i);
    }
    for (int turn = 0; turn < 2; ++turn)
      for (int i = 0; i < 4; ++i)
        swapcontext(&scheduler, &contexts[i]);
  }
  return fiber_sum;
}

#if __cplusplus >= 202002L
struct Task {
  struct promise_type {
    Task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::abort(); }
  };
  std::coroutine_handle<promise_type> handle;
};
static int coroutine_sum = 0;
// A request that is suspended in the middle.
static Task handle_later(int n) {
  const int first = parse(n);
  co_await std::suspend_always{};
  coroutine_sum += reply("3") + first;
}
static int coroutines(int count) {
  for (int at = 0; at < count; at += 4) {
    std::vector<Task> tasks;
    for (int i = 0; i < 4; ++i)
      tasks.push_back(handle_later(at + i));
    for (Task &task : tasks)
      task.handle.resume();
    for (Task &task : tasks)
      task.handle.destroy();
  }
  return coroutine_sum;
}
#endif

static int handle_last(int n) {
  std::printf("%d\n", parse(n));
  std::exit(0);
}
// The process ends inside a request, while another thread is in one.
static int handle_forever(int n) {
  parse(n);
  for (;;)
    pause();
}
static int unfinished(int n) {
  std::thread([n] { handle_forever(n); }).detach();
  usleep(200'000);
  return handle_last(n);
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  const std::string way = argv[1];
  const int count = std::atoi(argv[2]);
  pause_ms = argc > 3 ? std::atoi(argv[3]) : 0;
  int result = -1;
  if (way == "loop")
    result = serve(count);
  else if (way == "marked")
    result = serve_marked(count);
  else if (way == "pool")
    result = pool(count);
  else if (way == "repl")
    result = repl(count);
  else if (way == "daemon")
    result = in_background(count);
  else if (way == "failing")
    result = failing(count);
  else if (way == "jumping")
    result = jumping(count);
  else if (way == "fibers")
    result = fibers(count);
  else if (way == "unfinished")
    result = unfinished(count);
#if __cplusplus >= 202002L
  else if (way == "coroutines")
    result = coroutines(count);
#endif
  std::printf("%d\n", result);
}
