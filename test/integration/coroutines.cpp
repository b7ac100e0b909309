// Coroutines that move between threads, await each other, throw and are destroyed while suspended, for
// coroutines_run.sh.
#include <coroutine>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>
#include <mutex>
#include <condition_variable>
#include <deque>
// An awaitable task, and a queue of threads that resume.
template <class T> struct Task {
  struct promise_type {
    T value{}; std::exception_ptr failure; std::coroutine_handle<> then;
    Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    struct Final { bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept { auto t = h.promise().then; return t ? t : std::noop_coroutine(); }
      void await_resume() noexcept {} };
    Final final_suspend() noexcept { return {}; }
    void return_value(T v) { value = std::move(v); }
    void unhandled_exception() { failure = std::current_exception(); }
  };
  std::coroutine_handle<promise_type> handle;
  explicit Task(std::coroutine_handle<promise_type> h) : handle(h) {}
  Task(Task &&o) noexcept : handle(std::exchange(o.handle, nullptr)) {}
  ~Task() { if (handle) handle.destroy(); }
  bool await_ready() { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) { handle.promise().then = h; return handle; }
  T await_resume() { if (handle.promise().failure) std::rethrow_exception(handle.promise().failure); return std::move(handle.promise().value); }
};
struct NoMove { int v; explicit NoMove(int i) : v(i) {} NoMove(NoMove &&) = delete; };
struct Hop { bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> h) { std::thread([h] { h.resume(); }).detach(); }
  NoMove await_resume() { return NoMove(5); } };
struct Ready { bool await_ready() { return true; } void await_suspend(std::coroutine_handle<>) {} int await_resume() { return 2; } };
static std::mutex m; static std::condition_variable cv; static bool done;
int leaf(int v) { return v + 1; }
Task<int> child(int n) { int sum = 0; for (int i = 0; i < n; ++i) { NoMove x = co_await Hop{}; sum += leaf(x.v); if (sum > 100) throw std::runtime_error("too much"); } co_return sum; }
Task<int> parent() {
  int total = 0;
  if (co_await Ready{} == 2) total += co_await child(2);
  try { total += co_await child(30); } catch (const std::exception &e) { std::puts(e.what()); total += leaf(1); }
  while (total < 20) total += co_await child(1);
  const NoMove &r = co_await Hop{}; total += r.v;
  auto lambda = [](int k) -> Task<int> { co_return k * co_await child(1); };
  total += co_await lambda(3);
  co_return total;
}
struct Detached { struct promise_type { Detached get_return_object() { return {}; } std::suspend_never initial_suspend() noexcept { return {}; } std::suspend_never final_suspend() noexcept { return {}; } void return_void() {} void unhandled_exception() { std::terminate(); } }; };
Detached start() { int v = co_await parent(); std::printf("%d\n", v); std::lock_guard l(m); done = true; cv.notify_all(); }
template <class T> struct Gen { struct promise_type { T v; Gen get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; } std::suspend_always initial_suspend() noexcept { return {}; } std::suspend_always final_suspend() noexcept { return {}; } void return_void() {} void unhandled_exception() {} std::suspend_always yield_value(T x) { v = x; return {}; } };
  std::coroutine_handle<promise_type> h; ~Gen() { h.destroy(); } };
template <class T> Gen<T> count(T n) { for (T i = 0; i < n; ++i) { leaf(1); co_yield i; } }
int main() {
  start();
  { std::unique_lock l(m); cv.wait(l, [] { return done; }); }
  auto g = count(5); int s = 0;
  for (int i = 0; i < 3; i++) { g.h.resume(); s += g.h.promise().v; leaf(s); }
  auto never = count(2); never.h.resume();
  std::printf("%d\n", s);
  return 0;
}
