// Callables that go to a queue or an executor continue the trace: containers, an executor's function, templates.
//
// RUN: %roundtrip --events=context %s --preset=cxx --std=c++11,c++17,c++20 --option=--config=%S/Inputs/context.json --trace | %FileCheck %s --check-prefixes=CHECK,TRACE
#include <deque>
#include <functional>
#include <queue>
#include <vector>

namespace executor {
int posted = 0;
template <class F> void post(int, F &&f) {
  f();
  ++posted;
}
// Deduces the type in a member function.
struct Arena {
  template <class F> void enqueue(F &&f) { f(); }
};
} // namespace executor

struct Pool {
  std::queue<std::function<void()>> tasks;
  std::deque<std::function<int(const char *, int &)>> others;
  std::vector<std::function<void()>> listeners;
  std::deque<std::function<void()>> handlers; // nothing is taken from it
  std::queue<int> numbers;

  template <class F, class A> void enqueue(F f, A a) {
    // CHECK: tasks.emplace(TELINJECT_BIND(::std::function<void ()>) [f, a]() mutable { f(a); } TELINJECT_END_BIND());
    tasks.emplace([f, a]() mutable { f(a); });
  }
  void run() {
    while (!tasks.empty()) {
      std::function<void()> task = std::move(tasks.front());
      tasks.pop();
      if (task)
        task();
    }
  }
};

static int sum = 0;
static void add(int n) { sum += n; }

int main() {
  Pool pool;
  int local = 3;
  // CHECK: pool.tasks.push(TELINJECT_BIND(::std::function<void ()>) [=] { add(local); } TELINJECT_END_BIND());
  pool.tasks.push([=] { add(local); });
  std::function<void()> named = [] { add(10); };
  // CHECK: pool.tasks.push(TELINJECT_BIND(::std::function<void ()>) named TELINJECT_END_BIND());
  pool.tasks.push(named);
  // CHECK: pool.tasks.push(TELINJECT_BIND(::std::function<void ()>) std::move(named) TELINJECT_END_BIND());
  pool.tasks.push(std::move(named));
  pool.tasks.push(std::function<void()>()); // an empty one stays empty
  pool.enqueue(add, 100);
  pool.run();
  // CHECK: pool.others.push_back(TELINJECT_BIND(::std::function<int (const char *, int &)>) [](const char *text, int &n) { return n += *text; } TELINJECT_END_BIND());
  pool.others.push_back([](const char *text, int &n) { return n += *text; });
  int n = 1;
  if (pool.others.front()("\x02", n) != 3 || n != 3)
    return 1;
  pool.others.pop_front();
  // CHECK: pool.handlers.push_back([] { add(1); });
  pool.handlers.push_back([] { add(1); });
  // CHECK: executor::post(1, TELINJECT_BIND_ANY() [&local] { add(local); } TELINJECT_END_BIND());
  executor::post(1, [&local] { add(local); });
  executor::Arena arena;
  // CHECK: arena.enqueue(TELINJECT_BIND_ANY() [&local] { add(local); } TELINJECT_END_BIND());
  arena.enqueue([&local] { add(local); });
  const auto once_more = [&local] { add(local); };
  // CHECK: arena.enqueue<decltype(once_more) &>(once_more);
  arena.enqueue<decltype(once_more) &>(once_more);
  // Listeners are called for what happens later; numbers are not called.
  // CHECK: pool.listeners.push_back([] { add(1); });
  pool.listeners.push_back([] { add(1); });
  // CHECK: pool.numbers.push(4);
  pool.numbers.push(4);
  return sum == 3 + 10 + 10 + 100 + 3 + 3 + 3 && executor::posted == 1 ? 0 : 1;
}
// Three that are named, one of enqueue; the empty one is not handed over, nor are listeners.  Then one of others, of post and of the arena.
// TRACE-COUNT-4: {{^ *}}hand over{{$}}
// TRACE-COUNT-4: {{^ *}}take over{{$}}
// TRACE: {{^ *}}hand over{{$}}
// TRACE: {{^ *}}take over{{$}}
// TRACE: {{^ *}}hand over{{$}}
// TRACE: {{^ *}}take over{{$}}
// TRACE: {{^ *}}hand over{{$}}
// TRACE: {{^ *}}take over{{$}}
// TRACE-NOT: {{^ *(hand|take) over$}}
