// Work that TBB does: groups, arenas, loops.   tbb REQUESTS
#include <atomic>
#include <cstdlib>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_for_each.h>
#include <tbb/parallel_invoke.h>
#include <tbb/parallel_reduce.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>
#include <thread>
#include <vector>

static std::atomic<int> enqueued{0};

static void note(int request) {
  if (request < 0)
    std::abort();
}

// telinject: root
static void request(tbb::task_arena &arena, int n) {
  note(n);
  tbb::task_group group;
  group.run([n] { note(n); });
  group.run_and_wait([n] { note(n); });
  arena.execute([n] { note(n); });
  arena.enqueue([n] { // runs after the request, too
    note(n);
    --enqueued;
  });
  tbb::parallel_for(0, 4, [n](int) { note(n); });
  tbb::parallel_for(tbb::blocked_range<int>(0, 4, 1), [n](const tbb::blocked_range<int> &range) {
    for (int i = range.begin(); i < range.end(); ++i)
      note(n);
  });
  const std::vector<int> numbers{1, 2};
  tbb::parallel_for_each(numbers.begin(), numbers.end(), [n](int) { note(n); });
  tbb::parallel_invoke([n] { note(n); }, [n] { note(n); });
  const int sum = tbb::parallel_reduce(
      tbb::blocked_range<int>(0, 4, 4), 0,
      [n](const tbb::blocked_range<int> &range, int so_far) {
        note(n);
        return so_far + range.end() - range.begin();
      },
      [](int a, int b) { return a + b; });
  if (sum != 4)
    std::abort();
}

int main(int count, char **words) {
  const int requests = count > 1 ? std::atoi(words[1]) : 10;
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, 8);
  tbb::task_arena arena(4, 0);
  enqueued = requests;
  std::vector<std::thread> clients;
  for (int c = 0; c < 4; ++c)
    clients.emplace_back([&arena, requests, c] {
      for (int n = c; n < requests; n += 4)
        request(arena, n);
    });
  for (std::thread &client : clients)
    client.join();
  while (enqueued.load() > 0)
    std::this_thread::yield();
}
