#include <coroutine>
#include <exception>
#include <string>

struct Bad : std::exception {
  std::string text;
  const char *what() const noexcept override { asked++; return text.c_str(); }
  static int asked;
};
int Bad::asked = 0;
struct Trimmed : std::exception {
  const char *text = " x";
  constexpr const char *what() const noexcept override { const char *p = text; while (*p == ' ') ++p; return p; }
};
struct Lit { constexpr int twice(int n) const { return n * 2; } };
struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
Task run() { co_await std::suspend_never{}; }
int guarded(int n) try { if (n) throw Bad(); return n; } catch (const std::exception &e) { return e.what()[0]; }
int main() {
  std::string s = "a";
  s += 'b';
  int count = 0;
  try { count = guarded(1); } catch (...) { count = 1; }
  for (char c : s) if (c == 'x') break;
  auto later = [&](int n) { return count + n; };
  run();
  return later(Lit().twice(1)) * 0 + (count ? 0 : 0);
}
