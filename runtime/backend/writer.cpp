// Implements the writer thread (writer.h).  It sleeps between drains, longer when there is little to do; a ring that
// fills up or a thread that waits for a flush wakes it.
#include "runtime/backend/writer.h"

#include "runtime/backend/control.h"
#include "runtime/backend/drain.h"
#include "runtime/backend/last_thread.h"
#include "runtime/backend/output_buffer.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/base/blocked_signals.h"
#include "runtime/base/float_state.h"
#include "runtime/base/kernel_clock.h"
#include "runtime/base/leak_checkers.h"
#include "runtime/base/notice.h"
#include "runtime/base/runtime_stack.h"
#include "runtime/base/sys.h"
#include "runtime/base/uninterrupted.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/thread_ring.h"

#include <cerrno>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>

// For a program built with ThreadSanitizer: it sees this library's memory accesses through libc, but the atomics that
// order them only if the library was built with it too.
extern "C" {
__attribute__((weak)) void AnnotateIgnoreReadsBegin(const char *file, int line);
__attribute__((weak)) void AnnotateIgnoreReadsEnd(const char *file, int line);
__attribute__((weak)) void AnnotateIgnoreWritesBegin(const char *file, int line);
__attribute__((weak)) void AnnotateIgnoreWritesEnd(const char *file, int line);
}

namespace telinject {

namespace {

#if defined(__SANITIZE_THREAD__)
#define TELINJECT_I_IS_WATCHED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TELINJECT_I_IS_WATCHED 1
#endif
#endif
#ifndef TELINJECT_I_IS_WATCHED
#define TELINJECT_I_IS_WATCHED 0
#endif

// Hides the writer's accesses from ThreadSanitizer: the positions of the rings order them with those of the program's
// threads.
class Unwatched {
public:
  Unwatched() {
    if (is_on())
      AnnotateIgnoreReadsBegin(__FILE__, __LINE__), AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
  }
  ~Unwatched() {
    if (is_on())
      AnnotateIgnoreWritesEnd(__FILE__, __LINE__), AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  }
  Unwatched(const Unwatched &) = delete;
  Unwatched &operator=(const Unwatched &) = delete;

private:
  static bool is_on() {
    return !TELINJECT_I_IS_WATCHED && AnnotateIgnoreReadsBegin && AnnotateIgnoreReadsEnd && AnnotateIgnoreWritesBegin &&
           AnnotateIgnoreWritesEnd;
  }
};

constexpr std::int64_t min_sleep_ns = 200'000, max_sleep_ns = 5'000'000, idle_sleep_ns = 20'000'000;
constexpr std::int64_t max_detection_sleep_ns = 1'000'000; // to notice the result of the detection, or its deadline
constexpr int sleeps_until_idle = 200;
constexpr std::int64_t oldest_output_ns = 50'000'000;
constexpr std::size_t stack_size = 256 * 1024;
constexpr std::int64_t liveness_period_ns =
    100'000'000; // how often to check whether the program's threads are still alive

// refused: the program's threads drain.  is_synchronous decides whether they do so at once for each event.
enum : int { none, starting, running, refused };

constinit std::atomic<int> writer_state{none};
constinit std::atomic<std::uint32_t> wakeup_word{0}; // the futex that the writer sleeps on
constinit std::atomic<bool> asleep{false};
constinit std::atomic<std::uint32_t> flush_requested{0};  // number of the last flush that was requested
constinit std::atomic<std::uint32_t> flush_completed{0};  // ... and of the last one that was completed
constinit std::atomic<bool> output_requested{false};      // the flush includes writing, not only rendering
constinit std::atomic<bool> summary_requested{false};     // ... and the summary
constinit std::atomic<int> writer_id{0};                  // id of the writer thread, once it runs
constinit std::atomic<bool> stop_requested{false};        // the thread must end
constinit std::atomic<bool> end_process_requested{false}; // ... after end_process
constinit std::atomic<bool> has_no_thread{false};         // no thread could be started: every event is written at once

constinit bool has_standard_error = false; // in the writer's descriptor table

void wake_writer_thread() {
  wakeup_word.fetch_add(1, std::memory_order_seq_cst);
  sys::futex_wake_all(&wakeup_word);
}

// Gives the thread its own descriptor table: descriptors opened here do not change the numbers the program gets, and
// what the program closes stays open here.
void unshare_fd_table(const Sink *sink) {
  constexpr long unshare = 2; // CLOSE_RANGE_UNSHARE
  const long output = sink->descriptor();
#ifdef SYS_close_range
  if (sys::call(SYS_close_range, output + 1, 0xffffffffL, unshare) != 0 || output <= 0)
    return;
  constexpr long standard_error = 2; // for messages about the resource and the control file
  if ((config.diagnostics || config.control) && output > standard_error) {
    sys::call(SYS_close_range, 0, standard_error - 1, 0);
    if (output > standard_error + 1)
      sys::call(SYS_close_range, standard_error + 1, output - 1, 0);
    has_standard_error = true;
    return;
  }
  sys::call(SYS_close_range, 0, output - 1, 0);
#endif
}

// Call this after those messages: a reader of the program's standard error may wait for it to be closed everywhere.
void close_standard_error() {
  if (!has_standard_error || config.control || drain_waits_for_resource())
    return;
  has_standard_error = false;
  sys::close(2);
}

bool drain_once(std::int64_t &output_since, bool must_write) {
  lock_drain();
  const std::size_t records = drain_rings();
  emit_loss_event(must_write);
  if (must_write && summary_requested.load(std::memory_order_acquire) && !drain_waits_for_resource())
    emit_summary_event();
  if (drain_has_output()) {
    const std::int64_t now = sys::monotonic_ns();
    if (output_since == 0)
      output_since = now;
    if (must_write || records == 0 || now - output_since > oldest_output_ns) {
      output_buffer_write(must_write);
      output_since = 0;
    }
  }
  unlock_drain();
  return records != 0;
}

void sleep(std::uint32_t word, int idle_rounds) {
  std::int64_t ns = min_sleep_ns << (idle_rounds < 5 ? idle_rounds : 5);
  ns = ns < max_sleep_ns ? ns : max_sleep_ns;
  if (drain_waits_for_resource()) {
    ns = max_detection_sleep_ns;
    idle_rounds = 0;
  }
  asleep.store(true, std::memory_order_seq_cst);
  sys::futex_wait(&wakeup_word, word, idle_rounds > sleeps_until_idle ? idle_sleep_ns : ns);
  asleep.store(false, std::memory_order_relaxed);
}

[[gnu::used]] constinit const char *volatile thread_data = nullptr;

// Checks whether all threads of the program have ended: then this thread must end the process.
bool is_last() {
  static constinit std::int64_t next_check_ns = 0;
  static constinit bool last = false;
  const std::int64_t now = sys::monotonic_ns();
  if (now >= next_check_ns) {
    next_check_ns = now + liveness_period_ns;
    last = only_runtime_threads_left();
  }
  return last;
}

// Returns true if the writer may wait while the output takes nothing.
bool may_wait() {
  return !output_stands_still() || !(stop_requested.load(std::memory_order_relaxed) ||
                                     end_process_requested.load(std::memory_order_relaxed) || is_last());
}

void note_flush_completed(std::uint32_t asked) {
  flush_completed.store(asked, std::memory_order_seq_cst);
  sys::futex_wake_all(&flush_completed);
}

// Ends the process for a program whose threads have ended or may not do it.  Bypasses the C library, which would treat
// this as the exit of the program's last thread.
[[noreturn]] void finish_process() {
  writer_state.store(refused, std::memory_order_release);
  current_thread = nullptr;
  end_process();
  note_flush_completed(flush_requested.load(std::memory_order_seq_cst));
  const int code = exit_code_of_first_thread(); // 0 while that thread is alive
  for (;;)
    sys::call(SYS_exit, code);
}

// Tells the budget, now and then, how much CPU time this thread has used.
void note_cpu() {
  constexpr std::int64_t period_ns = 100'000'000;
  static constinit std::int64_t next_ns = 0;
  const std::int64_t now = sys::monotonic_ns();
  if (now < next_ns)
    return;
  next_ns = now + period_ns;
  const auto used = static_cast<std::uint64_t>(kernel_clock_ns(CLOCK_THREAD_CPUTIME_ID));
  lock_drain();
  drain_note_cpu(used);
  unlock_drain();
}

void *writer_main(void *sink) {
  const Unwatched unwatched;
  const PlainFloatState plain; // a new thread inherits its creator's
  current_thread = thread_is_writer;
  writer_id.store(sys::thread_id(), std::memory_order_release);
  sys::call(SYS_prctl, PR_SET_NAME, sys::as_long("telinject"));
  unshare_fd_table(static_cast<const Sink *>(sink));
  set_writer_may_wait(may_wait);
  lock_drain();
  drain_gather_facts(true);
  unlock_drain();
  std::int64_t output_since = 0;
  int idle_rounds = 0;
  for (;;) {
    keep_thread_data_reachable(thread_data);
    const std::uint32_t word = wakeup_word.load(std::memory_order_seq_cst);
    const std::uint32_t asked = flush_requested.load(std::memory_order_seq_cst);
    const bool flush = asked != flush_completed.load(std::memory_order_relaxed);
    const bool last_round = stop_requested.load(std::memory_order_seq_cst);
    control_check();
    const bool busy = drain_once(output_since, flush || last_round);
    note_cpu();
    close_standard_error();
    if (end_process_requested.load(std::memory_order_acquire) || is_last())
      finish_process();
    if (flush && !(drain_waits_for_resource() && output_requested.load(std::memory_order_acquire)))
      note_flush_completed(asked);
    if (last_round && !drain_waits_for_resource())
      return nullptr;
    idle_rounds = busy ? 0 : idle_rounds + 1;
    sleep(word, idle_rounds);
  }
}

// How far a flush must get.
enum class FlushLevel { formatted, written, final };

bool start_thread() {
  const Uninterrupted uninterrupted; // the new thread inherits the mask
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_t thread;
  void *const sink = const_cast<Sink *>(find_sink(config.output));
  int error = pthread_create(&thread, &attributes, writer_main, sink);
  pthread_attr_destroy(&attributes);
  if (error == EINVAL) { // the program has more thread-local data than the stack holds
    error = pthread_create(&thread, nullptr, writer_main, sink);
    if (error == 0)
      pthread_detach(thread);
  }
  return error == 0;
}

void drain_all(Patience &patience, FlushLevel level) {
  drain_rings();
  while (level != FlushLevel::formatted && drain_waits_for_resource() && !patience.is_over()) {
    sys::sleep_ns(max_detection_sleep_ns);
    drain_rings();
  }
  emit_loss_event(true);
  if (level == FlushLevel::final)
    emit_summary_event();
  output_buffer_write();
}

// Drains on a program's thread because there is no writer.  A broken pipe must not kill the program with a signal that
// its own output did not cause.
bool drain_inline(Patience &patience, FlushLevel level) {
  const Uninterrupted uninterrupted;
  const bool has_lock = lock_drain(&patience);
  if (has_lock) {
    const BlockedSignals held(BlockedSignals::of_output);
    const PlainFloatState plain;
    const WritesWithPatience writes(&patience);
    static constinit RuntimeStack stack; // used by the thread that holds the drain lock
    stack.call([&] { drain_all(patience, level); });
    unlock_drain();
  }
  return has_lock;
}

// Reports once that the output failed, and switches telemetry off, or that the disk is full, which may pass.
bool output_is_broken() {
  if (const int error = output_buffer_take_failure(); error != 0) {
    char line[200];
    TextBuffer out(line, sizeof line);
    out.put("cannot write telemetry to ");
    out.put(config.output);
    out.put(" (");
    put_error_number(out, error);
    const bool off = output_buffer_has_failed();
    out.put(off ? Slice("); telemetry is off from here on") : Slice("); events are lost until there is room"));
    warn(out.slice());
    if (off)
      switch_off();
    else
      end_synchronous();
  }
  return output_buffer_has_failed();
}

// Checks whether the thread has vanished without a request: a system call forbidden to all threads killed it.
bool writer_is_lost() {
  const int id = writer_id.load(std::memory_order_acquire);
  if (id == 0 || writer_state.load(std::memory_order_acquire) != running || !sys::thread_is_gone(id))
    return false;
  writer_state.store(refused, std::memory_order_release);
  if (!has_no_thread.exchange(true, std::memory_order_relaxed))
    begin_synchronous();
  release_drain_lock_of(id);
  return true;
}

bool flush_once(Patience &patience, FlushLevel level) {
  if (writer_state.load(std::memory_order_acquire) != running)
    return drain_inline(patience, level);
  if (level != FlushLevel::formatted)
    output_requested.store(true, std::memory_order_release);
  if (level == FlushLevel::final)
    summary_requested.store(true, std::memory_order_release);
  const std::uint32_t output = flush_requested.fetch_add(1, std::memory_order_seq_cst) + 1;
  wake_writer_thread();
  for (int i = 1;; ++i) {
    const std::uint32_t reached = flush_completed.load(std::memory_order_seq_cst);
    if (static_cast<std::int32_t>(reached - output) >= 0)
      return true;
    if (patience.is_over())
      return false;
    constexpr int check_interval = 8;
    if (writer_state.load(std::memory_order_acquire) != running || (i % check_interval == 0 && writer_is_lost()))
      return drain_inline(patience, level);
    sys::futex_wait(&flush_completed, reached, 10'000'000);
  }
}

bool flush(Patience &patience, FlushLevel level) {
  if (holds_drain_lock() || current_thread == thread_is_writer)
    return false; // a signal handler in the middle of a drain
  return !output_is_broken() && flush_once(patience, level) && !output_is_broken() &&
         (level == FlushLevel::formatted || !output_buffer_is_stuck());
}

} // namespace

void writer_start_once() {
  int expected = none;
  if (!writer_state.compare_exchange_strong(expected, starting, std::memory_order_acq_rel))
    return;
  if (config.has_writer && start_thread()) {
    writer_state.store(running, std::memory_order_release);
    return;
  }
  writer_state.store(refused, std::memory_order_release);
  if (config.has_writer && !has_no_thread.exchange(true, std::memory_order_relaxed))
    begin_synchronous();
}

void writer_start_for_control_file() {
  if (writer_state.load(std::memory_order_relaxed) != none || !owns_memory())
    return;
  const int error = errno;
  writer_start_once();
  errno = error;
}

namespace {

// Ends the thread.  Returns false if its output blocks; it then ends later.
bool end_writer() {
  Patience patience = Patience::bounded();
  while (writer_id.load(std::memory_order_acquire) == 0 && !patience.is_over())
    sys::sleep_ns(50'000);
  stop_requested.store(true, std::memory_order_seq_cst);
  wake_writer_thread();
  const int id = writer_id.load(std::memory_order_relaxed);
  constexpr int max_checks = 4'000; // the writer abandons its output when this patience is over, and then needs a
                                    // moment
  for (int i = 0; !sys::thread_is_gone(id); i += patience.is_over() ? 1 : 0) {
    if (i == max_checks)
      return false;
    sys::sleep_ns(50'000);
  }
  release_drain_lock_of(id);
  return true;
}

} // namespace

void writer_stop() {
  if (writer_state.load(std::memory_order_acquire) != running)
    return;
  if (!has_no_thread.exchange(true, std::memory_order_relaxed))
    begin_synchronous();
  end_writer();
  writer_state.store(refused, std::memory_order_release);
}

WriterPause::WriterPause()
    : paused_(telemetry_is_on() && owns_memory() && writer_state.load(std::memory_order_acquire) == running) {
  if (!paused_)
    return;
  begin_synchronous();
  shorten_detection_deadline(Urgency::exit);
  end_writer();
  detection_end_thread();
  writer_state.store(refused, std::memory_order_release);
}

WriterPause::~WriterPause() {
  if (!paused_)
    return;
  const int error = errno;
  writer_id.store(0, std::memory_order_relaxed);
  stop_requested.store(false, std::memory_order_relaxed);
  writer_state.store(none, std::memory_order_release);
  writer_start_once();
  end_synchronous();
  errno = error;
}

void writer_finish_process() {
  if (writer_state.load(std::memory_order_acquire) != running)
    return;
  const std::uint32_t completed_before = flush_completed.load(std::memory_order_seq_cst);
  end_process_requested.store(true, std::memory_order_seq_cst);
  // Waits without system calls and without reading the processor's counter.
  constexpr int max_checks = 10'000'000;
  flush_requested.fetch_add(1, std::memory_order_seq_cst);
  for (int i = 0; i < max_checks && flush_completed.load(std::memory_order_acquire) == completed_before; ++i)
    sys::pause();
}

void writer_wake() {
  if (asleep.load(std::memory_order_seq_cst))
    wake_writer_thread();
}

bool flush_all(Patience &patience) {
  return flush(patience, FlushLevel::written);
}
bool flush_rendered(Patience patience) {
  return flush(patience, FlushLevel::formatted);
}
bool flush_last(Patience &patience) {
  return flush(patience, FlushLevel::final);
}

bool wait_for_room() {
  if (holds_drain_lock() || output_is_broken())
    return false;
  if (writer_state.load(std::memory_order_acquire) == refused) {
    Patience patience = Patience::while_moving();
    return drain_inline(patience, FlushLevel::formatted);
  }
  writer_wake();
  if (config.drop_when_full && load_state() == state_on) // at the end no thread waits
    return false;
  if (output_stands_still())
    return false;
  static constinit std::atomic<unsigned> waits{0};
  constexpr unsigned check_interval = 1024;
  if (waits.fetch_add(1, std::memory_order_relaxed) % check_interval == check_interval - 1)
    writer_is_lost();
  sys::sleep_ns(50'000);
  return true;
}

void writer_reset_for_child() {
  if (has_no_thread.exchange(false, std::memory_order_relaxed))
    end_synchronous(); // starting a thread may succeed in the child
  end_process_requested.store(false, std::memory_order_relaxed);
  writer_state.store(none, std::memory_order_relaxed);
  asleep.store(false, std::memory_order_relaxed);
  flush_requested.store(0, std::memory_order_relaxed);
  flush_completed.store(0, std::memory_order_relaxed);
  output_requested.store(false, std::memory_order_relaxed);
  summary_requested.store(false, std::memory_order_relaxed);
  writer_id.store(0, std::memory_order_relaxed);
  stop_requested.store(false, std::memory_order_relaxed);
}

} // namespace telinject
