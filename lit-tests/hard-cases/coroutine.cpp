// A coroutine's frame outlives its first call, and so would its guard: left alone, with what surrounds it instrumented.
// RUN: %roundtrip --option=--events=function %s --std=c++20 --list --warn=-Wno-mismatched-new-delete | %FileCheck %s
// RUN: %roundtrip %s --std=c++20 --warn=-Wno-mismatched-new-delete > /dev/null

#include <coroutine>
#include <cstdio>

struct Task {
  struct promise_type {
    // CHECK: Task get_return_object() { TELINJECT_FUNCTION(
    Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(int v) { value = v; }
    std::suspend_always yield_value(int v) { value = v; return {}; }
    void unhandled_exception() {}
    int value = 0;
  };
  std::coroutine_handle<promise_type> handle;
};

// CHECK: {{^}}Task count(int n) {{[{]$}}
// CHECK-NEXT: for
Task count(int n) {
  for (int i = 0; i < n; ++i) co_yield i;
  // CHECK: {{^}}  co_return 9;{{$}}
  co_return 9;
}

int main() {
  Task t = count(2);
  for (int i = 0; i < 3; ++i) {
    t.handle.resume();
    std::printf("%d\n", t.handle.promise().value);
  }
  // CHECK: auto lambda = []() -> Task { co_return 1; };
  auto lambda = []() -> Task { co_return 1; };
  t.handle.destroy();
  lambda().handle.destroy();
}
// CHECK: function count: skipped (coroutine)
// CHECK: function main: instrumented
// CHECK: function main::lambda@{{[0-9]+}}: skipped (coroutine)
