// Fibers and coroutines of Boost.Context, on adjacent stacks from malloc: an exception on a fiber, functions with large
// frames, and fibers that are destroyed while they wait.
#include <boost/context/fiber.hpp>
#include <boost/coroutine2/coroutine.hpp>

#include <cstdio>
#include <stdexcept>
#include <vector>

namespace context = boost::context;

static int leaf(int x) {
  return x + 1;
}

static int deep(int n) {
  volatile char room[1500];
  room[n] = 1;
  return n == 0 ? leaf(room[n]) : deep(n - 1) + room[n];
}

static int guarded(int n) {
  try {
    if (n == 3)
      throw std::runtime_error("three");
    return leaf(n);
  } catch (const std::exception &) {
    return -leaf(n);
  }
}

static int job(int id, context::fiber &caller) {
  int sum = 0;
  for (int i = 0; i < 5; ++i) {
    sum += leaf(id);
    caller = std::move(caller).resume();
    sum += deep(i);
    sum += guarded(i);
  }
  return sum;
}

static context::fiber make(int id) {
  return context::fiber([id](context::fiber &&caller) {
    std::printf("%d\n", job(id, caller));
    return std::move(caller);
  });
}

static void run() {
  std::vector<context::fiber> fibers;
  for (int i = 0; i < 12; ++i)
    fibers.push_back(make(i));
  for (bool any = true; any;) {
    any = false;
    for (auto &fiber : fibers) {
      if (fiber) {
        fiber = std::move(fiber).resume();
        any = true;
      }
    }
  }
}

static void drop() {
  std::vector<context::fiber> open;
  for (int i = 0; i < 20; ++i)
    open.push_back(make(i).resume());
}

static void produce(boost::coroutines2::coroutine<int>::push_type &out) {
  for (int i = 0; i < 5; ++i) {
    leaf(i);
    out(i);
  }
}

static int consume() {
  int sum = 0;
  boost::coroutines2::coroutine<int>::pull_type in(produce);
  for (int x : in)
    sum += x;
  return sum;
}

int main() {
  run();
  std::printf("%d\n", consume());
  drop();
  std::printf("%d\n", leaf(1));
}
