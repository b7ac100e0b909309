// The thread of a sink that sends what it is given (Sink::run_thread).  It shares the writer's descriptor table, ends
// before the writer does, and does not keep the process alive.
#pragma once

#include "runtime/sinks/sink.h"

#include <atomic>

namespace telinject {

class SinkThread {
public:
  // Called on the writer's thread, which has all signals blocked.
  void start(const Sink *sink) noexcept;
  // Asks the thread to end, and waits; false: it has not ended when the wait for outputs is over (patience.h).
  bool end() noexcept;
  void reset_in_child() noexcept { thread_id_.store(0, std::memory_order_relaxed); }

private:
  static void *thread_main(void *self);

  const Sink *sink_ = nullptr;
  std::atomic<int> thread_id_{0}; // 0: none was started; -1: it has not begun yet
};

extern SinkThread sink_thread;

} // namespace telinject
