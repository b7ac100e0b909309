// Exceptions whose what() takes a lock that the throwing code holds.
#include <cstdio>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>

static std::mutex lock;
struct Mine : std::exception {
  mutable std::string text;
  const char *what() const noexcept override {
    std::lock_guard<std::mutex> hold(lock);
    text = "mine";
    return text.c_str();
  }
};
struct Derived : std::runtime_error {
  Derived() : std::runtime_error("derived") {}
  const char *what() const noexcept override {
    std::lock_guard<std::mutex> hold(lock);
    return std::runtime_error::what();
  }
};
template <class E> int holds(int i) {
  std::lock_guard<std::mutex> hold(lock);
  if (i > 1)
    throw E();
  return i;
}
template <class E> int holds_around_loop(int n) {
  std::lock_guard<std::mutex> hold(lock);
  for (int i = 0; i < n; ++i)
    if (i > 1)
      throw E();
  return n;
}
template <class E> int holds_around_try(int n) {
  std::lock_guard<std::mutex> hold(lock);
  try {
    if (n > 1)
      throw E();
  } catch (const std::string &) {
    return -1;
  }
  return n;
}
static int throws(int i) {
  if (i > 1)
    throw Mine();
  return i;
}
static int calls_with_lock(int i) {
  {
    std::lock_guard<std::mutex> hold(lock);
    if (i == 0)
      return 0;
  }
  return throws(i);
}
template <class F> void attempt(F f) {
  try {
    std::printf("%d\n", f(5));
  } catch (const std::exception &e) {
    std::printf("%s\n", e.what());
  }
}
int main() {
  attempt(holds<Mine>);
  attempt(holds<Derived>);
  attempt(holds_around_loop<Mine>);
  attempt(holds_around_loop<Derived>);
  attempt(holds_around_try<Mine>);
  attempt(holds_around_try<Derived>);
  attempt(calls_with_lock);
  try {
    try {
      holds<Mine>(3);
    } catch (...) {
      throw;
    }
  } catch (const std::exception &e) {
    std::printf("%s\n", e.what());
  }
  return 0;
}
