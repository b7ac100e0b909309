// Coroutines: their spans follow them from thread to thread, and leave the thread while they are suspended.
// RUN: %roundtrip %s --std=c++20 --list --warn=-Wno-mismatched-new-delete | %FileCheck %s

#include <coroutine>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <thread>
#include <utility>

struct Task {
  struct promise_type {
    // CHECK: Task get_return_object() { TELINJECT_FUNCTION(
    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(int v) { value = v; }
    std::suspend_always yield_value(int v) { value = v; return {}; }
    void unhandled_exception() { failed = true; }
    int value = 0;
    bool failed = false;
  };
  explicit Task(std::coroutine_handle<promise_type> h) : handle(h) {}
  Task(Task &&o) noexcept : handle(std::exchange(o.handle, nullptr)) {}
  ~Task() { if (handle) handle.destroy(); }
  std::coroutine_handle<promise_type> handle;
};

struct Fixed { // cannot be moved
  int v;
  explicit Fixed(int i) : v(i) {}
  Fixed(Fixed &&) = delete;
};
struct Hop { // goes on on another thread
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> h) { std::thread([h] { h.resume(); }).join(); }
  Fixed await_resume() { return Fixed(5); }
};
struct Ready {
  bool await_ready() { return true; }
  void await_suspend(std::coroutine_handle<>) {}
  int await_resume() { return 2; }
};
struct Fails : Ready {
  int await_resume() { throw std::runtime_error("no"); }
};

static int leaf(int v) { return v + 1; }

// CHECK: Task count(int n) { TELINJECT_COROUTINE(1) TELINJECT_FUNCTION(1, "i coroutine", "count(n)", n)
Task count(int n) {
  // CHECK: TELINJECT_LOOP(1_1, 1, "for unknown", {{.*}} (TELINJECT_AWAIT(1) co_yield leaf(i) TELINJECT_END_AWAIT());
  for (int i = 0; i < n; ++i) (co_yield leaf(i));
  // CHECK: {{^}}  co_return 9;{{$}}
  co_return 9;
}

template <class T> Task generic(T n) {
  T sum = 0;
  while (sum < n) {
    // CHECK: const Fixed &kept = TELINJECT_AWAIT(1) co_await Hop{} TELINJECT_END_AWAIT();
    const Fixed &kept = co_await Hop{};
    // CHECK: Fixed own = TELINJECT_AWAIT(1) co_await Hop{} TELINJECT_END_AWAIT();
    Fixed own = co_await Hop{};
    sum += static_cast<T>(leaf(kept.v + own.v));
  }
  // CHECK: if (TELINJECT_AWAIT(1) co_await Ready{} TELINJECT_END_AWAIT() == 2)
  if (co_await Ready{} == 2) sum += co_await Ready{};
  try {
    co_await Fails{};
  } catch (const std::exception &e) {
    std::puts(e.what());
  }
  co_return static_cast<int>(sum) + (co_await Ready{} ? co_await Ready{} : 0);
}

Task fails() {
  leaf(1);
  co_await Fails{};
  co_return 1;
}

#define AWAIT(X) co_await (X)
#define AND_ONE(X) (1 + co_await (X))
// CHECK: co_return TELINJECT_AWAIT(1) AWAIT(Ready{}) TELINJECT_END_AWAIT(); }
Task whole_macro() { co_return AWAIT(Ready{}); }
// CHECK: {{^}}Task from_macro() { co_return AND_ONE(Ready{}); }{{$}}
Task from_macro() { co_return AND_ONE(Ready{}); }

static int run(Task t) {
  while (!t.handle.done()) t.handle.resume();
  return t.handle.promise().value + (t.handle.promise().failed ? 1000 : 0);
}

int main() {
  Task t = count(2);
  for (int i = 0; i < 3; ++i) {
    t.handle.resume();
    std::printf("%d\n", t.handle.promise().value);
  }
  // CHECK: auto lambda = []() -> Task { TELINJECT_COROUTINE(2) TELINJECT_FUNCTION(2, " coroutine", "main::lambda@[[#]]()") co_return 1; };
  auto lambda = []() -> Task { co_return 1; };
  Task left = count(7); // destroyed half-way
  left.handle.resume();
  std::printf("%d %d %d %d %d\n", run(generic(20)), run(generic(30l)), run(fails()), run(from_macro()) + run(whole_macro()), run(lambda()));
  return 0;
}
// CHECK: function count: instrumented
// CHECK: function from_macro: skipped (await-from-macro)
