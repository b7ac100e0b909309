// Starts and ends the thread of a sink: see sink_thread.h.
#include "runtime/backend/sink_thread.h"

#include "runtime/base/float_state.h"
#include "runtime/base/leak_checkers.h"
#include "runtime/base/sys.h"
#include "runtime/frontend/thread_ring.h"
#include "runtime/sinks/patience.h"

#include <pthread.h>
#include <sys/prctl.h>

namespace telinject {

namespace {
constexpr std::size_t stack_size = 512 * 1024; // for TLS

[[gnu::used]] constinit const char *volatile thread_data = nullptr;
} // namespace

constinit SinkThread sink_thread;

void *SinkThread::thread_main(void *self) {
  const PlainFloatState plain; // a new thread inherits its creator's
  keep_thread_data_reachable(thread_data);
  current_thread = thread_is_writer;
  auto &thread = *static_cast<SinkThread *>(self);
  thread.thread_id_.store(sys::thread_id(), std::memory_order_release);
  sys::call(SYS_prctl, PR_SET_NAME, sys::as_long("telinject-send")); // libcurl's threads inherit the name
  thread.sink_->run_thread();
  return nullptr;
}

void SinkThread::start(const Sink *sink) noexcept {
  const int before = thread_id_.load(std::memory_order_relaxed);
  if (!sink->run_thread || before < 0 || (before > 0 && !sys::thread_is_gone(before)))
    return;
  sink_ = sink;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_size);
  thread_id_.store(-1, std::memory_order_relaxed);
  sink->note_thread(true);
  pthread_t thread;
  if (pthread_create(&thread, &attributes, thread_main, this) != 0) {
    sink->note_thread(false);
    thread_id_.store(0, std::memory_order_relaxed);
  }
  pthread_attr_destroy(&attributes);
}

bool SinkThread::end() noexcept {
  if (thread_id_.load(std::memory_order_acquire) == 0)
    return true;
  Patience patience = Patience::bounded();
  const auto has_ended = [this] {
    const int id = thread_id_.load(std::memory_order_acquire);
    return id > 0 && sys::thread_is_gone(id);
  };
  sink_->end_thread();
  while (!has_ended()) {
    if (patience.is_over())
      return false;
    sys::sleep_ns(50'000);
  }
  sink_->note_thread(false);
  thread_id_.store(0, std::memory_order_relaxed);
  return true;
}

} // namespace telinject
