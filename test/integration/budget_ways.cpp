// Programs for budget_run.sh: each way makes the same calls every time it runs.
// budget_ways WAY CALLS
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

static int many; // calls

struct Point {
  int x = 3;
  int get() const { return x; }
};

int leaf(int n) {
  return n * 3 + 1;
}

int branchy(int n) {
  int sum = 0;
  for (int i = 0; i < 3; ++i)
    sum += leaf(n + i);
  if (sum % 2 == 0)
    sum /= 2;
  else
    sum -= 1;
  return sum;
}

int throws(int n) {
  if (n % 100 == 7)
    throw std::runtime_error("seven");
  return n;
}

int catches(int n) {
  try {
    return throws(n);
  } catch (const std::exception &) {
    return -1;
  }
}

static std::jmp_buf back;

int jumps(int n) {
  if (n % 10 == 0)
    std::longjmp(back, 1);
  return n;
}

int returns_by_jump(int n) {
  if (setjmp(back) != 0)
    return -1;
  return jumps(n);
}

int recursive(int n) {
  return n == 0 ? leaf(n) : recursive(n - 1) + 1;
}

int work(int calls) {
  int sum = 0;
  const Point point;
  for (int i = 0; i < calls; ++i) {
    sum += branchy(i);
    sum += point.get();
  }
  return sum;
}

int way_plain() {
  return work(many);
}
int way_exceptions() {
  int sum = 0;
  for (int i = 0; i < many; ++i)
    sum += catches(i);
  return sum;
}
int way_jumps() {
  int sum = 0;
  for (int i = 0; i < many; ++i)
    sum += returns_by_jump(i);
  return sum;
}
int way_recursion() {
  int sum = 0;
  for (int i = 0; i < many / 50; ++i)
    sum += recursive(50);
  return sum;
}
int way_threads() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([] { work(many / 6); });
  for (std::thread &thread : threads)
    thread.join();
  return 0;
}
int way_short_threads() {
  for (int i = 0; i < 100; ++i)
    std::thread([] { work(many / 100); }).join();
  return 0;
}
int way_fork() {
  work(many / 4);
  const pid_t child = fork();
  work(many / 4);
  if (child == 0)
    _exit(work(many / 4) == 0);
  int status = 0;
  waitpid(child, &status, 0);
  return 0;
}
int way_unfinished() {
  work(many / 2);
  std::exit(0);
}
int way_long() { // 2.5 seconds in one span
  int sum = 0;
  for (int i = 0; i < 25; ++i) {
    for (int k = 0; k < many / 25; ++k)
      sum += branchy(k);
    usleep(100000);
  }
  return sum;
}
int way_crash() {
  work(many / 2);
  std::abort();
}

int main(int, char **arguments) {
  many = std::atoi(arguments[2]);
  const struct {
    const char *name;
    int (*run)();
  } ways[] = {{"plain", way_plain},         {"exceptions", way_exceptions},       {"jumps", way_jumps},
              {"recursion", way_recursion}, {"threads", way_threads},             {"short_threads", way_short_threads},
              {"fork", way_fork},           {"unfinished", way_unfinished},       {"crash", way_crash},
              {"long", way_long}};
  for (const auto &way : ways)
    if (std::strcmp(way.name, arguments[1]) == 0)
      std::printf("%d\n", way.run());
  return 0;
}
