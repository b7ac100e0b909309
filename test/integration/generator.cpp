// A coroutine that is suspended while its consumer computes: both last that time, and both are folded once the budget is spent.
#include <coroutine>
#include <cstdio>
#include <cstdlib>

struct Values {
  struct promise_type {
    int value = 0;
    Values get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int given) {
      value = given;
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::abort(); }
  };
  std::coroutine_handle<promise_type> handle;
};

Values count_to(int end) {
  for (int i = 0; i < end; ++i)
    co_yield i;
}

unsigned compute(unsigned sum) {
  for (int i = 0; i < 500'000; ++i)
    sum = sum * 31 + static_cast<unsigned>(i);
  return sum;
}

unsigned consume() {
  unsigned sum = 0;
  const Values values = count_to(20);
  for (values.handle.resume(); !values.handle.done(); values.handle.resume())
    sum = compute(sum + static_cast<unsigned>(values.handle.promise().value));
  values.handle.destroy();
  return sum;
}

int main() {
  unsigned sum = 0;
  for (int i = 0; i < 10; ++i)
    sum += consume();
  std::printf("%u\n", sum);
}
