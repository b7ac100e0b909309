// A pool of threads that fetch callables from a queue.   propagation_pool REQUESTS
// request(n) enqueues steps that enqueue further ones; note(n) must be in the trace of request(n).
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

class Pool {
public:
  explicit Pool(int threads) {
    for (int i = 0; i < threads; ++i)
      workers_.emplace_back([this] { work(); });
  }
  ~Pool() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ends_ = true;
    }
    ready_.notify_all();
    for (std::thread &worker : workers_)
      worker.join();
  }
  void add(std::function<void()> task) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      tasks_.push(std::move(task));
    }
    ready_.notify_one();
  }
  // As most pools have it: the task gives its result by a future.
  template <class F, class... A> auto enqueue(F &&f, A &&...a) -> std::future<decltype(f(a...))> {
    auto task =
        std::make_shared<std::packaged_task<decltype(f(a...))()>>(std::bind(std::forward<F>(f), std::forward<A>(a)...));
    auto result = task->get_future();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      tasks_.emplace([task]() { (*task)(); });
    }
    ready_.notify_one();
    return result;
  }

private:
  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        ready_.wait(lock, [this] { return ends_ || !tasks_.empty(); });
        if (tasks_.empty())
          return;
        task = std::move(tasks_.front());
        tasks_.pop();
      }
      task();
    }
  }
  std::queue<std::function<void()>> tasks_;
  std::mutex mutex_;
  std::condition_variable ready_;
  bool ends_ = false;
  std::vector<std::thread> workers_;
};

static std::atomic<int> notes{0};

static void note(int request) {
  if (request >= 0)
    ++notes;
}

static void hop(Pool &pool, int request, int left) {
  note(request);
  if (left > 0)
    pool.add([&pool, request, left] { hop(pool, request, left - 1); });
}

static int square(int request) {
  note(request);
  return request * request;
}

// telinject: root
static void request(Pool &pool, int n) {
  note(n);
  if (n % 100 == 0)
    pool.add([&pool, n] { hop(pool, n, 9); }); // ten times from thread to thread, after the request has ended
  else if (n % 2)
    pool.add([n] { note(n); });
  else if (pool.enqueue(square, n).get() != n * n)
    std::abort();
}

int main(int count, char **words) {
  const int requests = count > 1 ? std::atoi(words[1]) : 100;
  {
    Pool pool(8);
    std::vector<std::thread> clients;
    for (int c = 0; c < 4; ++c)
      clients.emplace_back([&pool, requests, c] {
        for (int n = c; n < requests; n += 4)
          request(pool, n);
      });
    for (std::thread &client : clients)
      client.join();
  }
  std::printf("%d\n", notes.load());
}
