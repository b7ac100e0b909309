// Coroutines that an executor resumes on its threads: what runs in one belongs to the span that made it.   coroutines REQUESTS
#include <atomic>
#include <condition_variable>
#include <coroutine>
#include <cstdlib>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

// A pool of threads that resume handles.
class Executor {
public:
  explicit Executor(int threads) {
    for (int i = 0; i < threads; ++i)
      workers_.emplace_back([this] { work(); });
  }
  void add(std::coroutine_handle<> handle) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ready_.push_back(handle);
    }
    changed_.notify_one();
  }
  void stop() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ends_ = true;
    }
    changed_.notify_all();
    for (std::thread &worker : workers_)
      worker.join();
  }

private:
  void work() {
    for (;;) {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return ends_ || !ready_.empty(); });
      if (ready_.empty())
        return;
      const std::coroutine_handle<> handle = ready_.front();
      ready_.pop_front();
      lock.unlock();
      handle.resume();
    }
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::coroutine_handle<>> ready_;
  bool ends_ = false;
  std::vector<std::thread> workers_;
};

struct Hop {
  Executor &executor;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) const { executor.add(handle); }
  void await_resume() const noexcept {}
};

struct Job {
  struct promise_type {
    Job get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

static std::atomic<int> left{0};

static void note(int request) {
  if (request < 0)
    std::abort();
}

static Job job(Executor &executor, int n) {
  for (int hop = 0; hop < 5; ++hop) {
    note(n);
    co_await Hop{executor};
  }
  note(n);
  --left;
}

// telinject: root
static void request(Executor &executor, int n) {
  note(n);
  job(executor, n);
}

int main(int count, char **words) {
  const int requests = count > 1 ? std::atoi(words[1]) : 10;
  Executor executor(8);
  left = requests;
  for (int n = 0; n < requests; ++n)
    request(executor, n);
  while (left.load() > 0)
    std::this_thread::yield();
  executor.stop();
}
