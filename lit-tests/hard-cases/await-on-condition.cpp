// co_await behind && and ||: GCC 12 awaits whatever the condition once a call is put around, so none is.
// RUN: %roundtrip %s --std=c++20 --list | %FileCheck %s

#include <coroutine>
#include <cstdio>
#include <initializer_list>

struct Task {
  struct promise_type {
    Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> handle;
};

struct Answer {
  bool value;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  bool await_resume() const noexcept { return value; }
};

static int awaited = 0;
static Answer ask(bool value) {
  ++awaited;
  return Answer{value};
}

static Task decide(bool first) {
  // CHECK: {{^ *}}bool either = TELINJECT_AWAIT(1) co_await ask(first) TELINJECT_END_AWAIT() || TELINJECT_AWAIT(1) co_await ask(true) TELINJECT_END_AWAIT(); TELINJECT_DECLARATION(1, 1, "b", "either : bool", either)
  bool either = co_await ask(first) || co_await ask(true);
  // CHECK: {{^ *}}either = TELINJECT_AWAIT(1) co_await ask(first) TELINJECT_END_AWAIT() && TELINJECT_AWAIT(1) co_await ask(true) TELINJECT_END_AWAIT();
  either = co_await ask(first) && co_await ask(true);
  // CHECK: bool plain = TELINJECT_INIT(1, bool) TELINJECT_AWAIT(1) co_await ask(first) TELINJECT_END_AWAIT() TELINJECT_END_INIT
  bool plain = co_await ask(first);
  std::printf("%d %d\n", either, plain);
}

int main() {
  for (const bool first : {false, true}) {
    const Task task = decide(first);
    while (!task.handle.done()) task.handle.resume();
    task.handle.destroy();
    std::printf("awaited %d\n", awaited);
  }
  return 0;
}
// CHECK: === ledger
// CHECK: variable either: instrumented
// CHECK: variable either: skipped (await-on-condition)
