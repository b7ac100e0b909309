// log_threads.cpp -pthread
// Lines of many threads at once, from nested functions.
#include <cstdio>
#include <telinject/log_context.hpp>
#include <thread>
#include <vector>

#define LOG(TEXT, NUMBER) std::printf("%s %s: " TEXT "\n", telinject::log_context().text(), __func__, NUMBER)

int inner(int order) {
  LOG("order %d", order);
  return order;
}

int outer(int order) {
  const int result = inner(order);
  LOG("order %d", result);
  return result;
}

int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 10; ++i)
    threads.emplace_back([i] {
      for (int j = 0; j < 10; ++j)
        outer(i * 10 + j);
    });
  for (std::thread &thread : threads)
    thread.join();
  LOG("order %d", -1);
}
