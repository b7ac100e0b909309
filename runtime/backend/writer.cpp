// Implements the writer thread (writer.h).  It sleeps between drains, longer when there is little to do; a ring that
// fills up or a thread that waits for a flush wakes it.
#include "runtime/backend/writer.h"

#include "runtime/backend/control.h"
#include "runtime/backend/drain.h"
#include "runtime/backend/drain_lock.h"
#include "runtime/backend/last_thread.h"
#include "runtime/backend/output_buffer.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/sink_thread.h"
#include "runtime/base/blocked_signals.h"
#include "runtime/base/float_state.h"
#include "runtime/base/kernel_clock.h"
#include "runtime/base/leak_checkers.h"
#include "runtime/base/notice.h"
#include "runtime/base/runtime_stack.h"
#include "runtime/base/sys.h"
#include "runtime/base/uninterrupted.h"
#include "runtime/frontend/dormancy.h"
#include "runtime/frontend/folded_calls.h"
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

[[gnu::used]] constinit const char *volatile thread_data = nullptr;

// CPU time of all threads but this one.
std::int64_t program_cpu_ns() {
  return kernel_clock_ns(CLOCK_PROCESS_CPUTIME_ID) - kernel_clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

} // namespace

constinit Writer writer(drain, output_buffer, resource_detection, control_file_watcher);

// The end of the process has one deadline for all its flushes.
std::int64_t Writer::sink_deadline_ns() noexcept {
  const std::int64_t deadline = sys::monotonic_ns() + static_cast<std::int64_t>(config.exit_timeout_ms) * 1'000'000;
  if (load_state() != state_ended)
    return deadline;
  std::int64_t end = 0;
  return end_deadline_ns_.compare_exchange_strong(end, deadline, std::memory_order_relaxed) || deadline < end ? deadline
                                                                                                              : end;
}

void Writer::wake_thread() noexcept {
  wakeup_word_.fetch_add(1, std::memory_order_seq_cst);
  sys::futex_wake_all(&wakeup_word_);
}

// Gives the thread its own descriptor table: descriptors opened here do not change the numbers the program gets, and
// what the program closes stays open here.
void Writer::unshare_fd_table() noexcept {
  constexpr long unshare = 2, all = 0xffffffffL; // CLOSE_RANGE_UNSHARE
  const long output = sink_->descriptor();       // -1: it has none
#ifdef SYS_close_range
  if (sys::call(SYS_close_range, output + 1 > 3 ? output + 1 : 3, all, unshare) != 0 || output == 0)
    return;
  constexpr long standard_error = 2; // for messages about the resource and the control file
  has_standard_error_ = config.diagnostics || config.control;
  if (output > standard_error + 1)
    sys::call(SYS_close_range, standard_error + 1, output - 1, 0);
  if (!has_standard_error_ && output != standard_error)
    sys::close(standard_error);
  for (long low = 0; low < standard_error; ++low)
    if (output != low)
      sys::close(static_cast<int>(low));
#endif
}

// Call this after those messages: a reader of the program's standard error may wait for it to be closed everywhere.
void Writer::close_standard_error() noexcept {
  if (!has_standard_error_ || config.control || drain_.waits_for_resource())
    return;
  has_standard_error_ = false;
  sys::close(2);
}

// A moment before a summary, asks the threads for what they have folded into open spans.
void Writer::prepare_summary(std::int64_t now) noexcept {
  constexpr std::int64_t time_to_answer_ns = 100'000'000;
  if (summary_is_prepared_ || next_summary_ns_ == 0 || now < next_summary_ns_ - time_to_answer_ns)
    return;
  summary_is_prepared_ = true;
  request_folds_in_progress();
}

// Returns true once every TELEMETRY_SUMMARY_S.
bool Writer::summary_is_due() noexcept {
  const std::int64_t period_ns = static_cast<std::int64_t>(config.summary_s) * 1'000'000'000;
  const std::int64_t now = period_ns != 0 ? sys::monotonic_ns() : 0;
  if (period_ns != 0)
    prepare_summary(now);
  if (now < next_summary_ns_)
    return false;
  summary_is_prepared_ = false;
  const bool is_first = next_summary_ns_ == 0;
  next_summary_ns_ = now + period_ns;
  return period_ns != 0 && !is_first && !drain_.waits_for_resource();
}

bool Writer::drain_once(bool must_write) noexcept {
  DrainLock lock;
  if (!lock.acquire())
    return false; // only this thread could hold it
  const std::size_t records = drain_.drain_rings();
  drain_.emit_loss_event(must_write);
  if (must_write && summary_requested_.load(std::memory_order_acquire) && !drain_.waits_for_resource())
    emit_last_summary();
  else if (summary_is_due())
    drain_.emit_summary_event(false);
  if (drain_.has_output() && (must_write || batch_is_due(records == 0))) {
    output_.write(must_write);
    output_since_ = 0;
  }
  return records != 0;
}

// Decides whether what the output buffer holds is written now.  is_idle: nothing more has come.
bool Writer::batch_is_due(bool is_idle) noexcept {
  const std::int64_t now = sys::monotonic_ns();
  if (output_since_ == 0)
    output_since_ = now;
  const std::int64_t max_age_ns = sink_->batch_limits ? sink_->batch_limits().max_age_ns : 0;
  return (is_idle && max_age_ns == 0) || now - output_since_ > (max_age_ns != 0 ? max_age_ns : oldest_output_ns);
}

// The summary has the final counts of a sink with a queue: everything before the summary is settled first.
void Writer::emit_last_summary() noexcept {
  drain_.finish_spans();
  if (sink_->shutdown) {
    drain_.emit_loss_event(true);
    output_.write();
    output_.flush_sink(sink_deadline_ns(), true);
  }
  drain_.emit_summary_event(true);
}

void Writer::flush_sink(bool is_last) noexcept {
  DrainLock lock;
  if ((sink_->flush || sink_->shutdown) && lock.acquire())
    output_.flush_sink(sink_deadline_ns(), is_last);
}

// max_ns: 0: no limit.
void Writer::sleep(std::uint32_t word, int idle_rounds, std::int64_t max_ns) noexcept {
  std::int64_t ns = min_sleep_ns << (idle_rounds < 5 ? idle_rounds : 5);
  ns = ns < max_sleep_ns ? ns : max_sleep_ns;
  if (drain_.waits_for_resource()) {
    ns = max_detection_sleep_ns;
    idle_rounds = 0;
  }
  if (idle_rounds > sleeps_until_idle)
    ns = idle_sleep_ns;
  if (max_ns != 0 && max_ns < ns)
    ns = max_ns;
  asleep_.store(true, std::memory_order_seq_cst);
  sys::futex_wait(&wakeup_word_, word, ns);
  asleep_.store(false, std::memory_order_relaxed);
}

// Checks whether all threads of the program have ended: then this thread must end the process.
bool Writer::is_last() noexcept {
  const std::int64_t now = sys::monotonic_ns();
  if (now >= next_liveness_check_ns_) {
    next_liveness_check_ns_ = now + liveness_period_ns;
    only_runtime_threads_left_ = only_runtime_threads_left();
  }
  return only_runtime_threads_left_;
}

// Returns true if the writer may wait while the output takes nothing.
bool Writer::may_wait() noexcept {
  return !output_stands_still() || !(stop_requested_.load(std::memory_order_relaxed) ||
                                     end_process_requested_.load(std::memory_order_relaxed) || is_last());
}

void Writer::note_flush_completed(std::uint32_t asked) noexcept {
  flush_completed_.store(asked, std::memory_order_seq_cst);
  sys::futex_wake_all(&flush_completed_);
}

// Ends the process for a program whose threads have ended or may not do it.  Bypasses the C library, which would treat
// this as the exit of the program's last thread.
void Writer::finish_process_now() noexcept {
  if (end_process_requested_.load(std::memory_order_acquire)) {
    constexpr std::int64_t max_sink_wait_ns = 100'000'000; // who has asked for the end does not wait long
    end_deadline_ns_.store(sys::monotonic_ns() + max_sink_wait_ns, std::memory_order_relaxed);
  }
  state_.store(refused, std::memory_order_release);
  current_thread = nullptr;
  end_process();
  note_flush_completed(flush_requested_.load(std::memory_order_seq_cst));
  const int code = exit_code_of_first_thread(); // 0 while that thread is alive
  if (!sink_thread.end()) // it hangs in a call of a library: a process lives as long as any thread
    sys::call(SYS_exit_group, code);
  for (;;)
    sys::call(SYS_exit, code);
}

// Notes, now and then, how much CPU time this thread has used.
void Writer::note_cpu() noexcept {
  constexpr std::int64_t period_ns = 100'000'000;
  const std::int64_t now = sys::monotonic_ns();
  if (now < next_cpu_note_ns_)
    return;
  next_cpu_note_ns_ = now + period_ns;
  DrainLock lock;
  if (lock.acquire())
    drain_.note_cpu(static_cast<std::uint64_t>(kernel_clock_ns(CLOCK_THREAD_CPUTIME_ID)));
}

void *Writer::thread_main(void *self) {
  const Unwatched unwatched;
  const PlainFloatState plain; // a new thread inherits its creator's
  current_thread = thread_is_writer;
  static_cast<Writer *>(self)->run();
  return nullptr;
}

void Writer::run() noexcept {
  thread_id_.store(sys::thread_id(), std::memory_order_release);
  sys::call(SYS_prctl, PR_SET_NAME, sys::as_long("telinject"));
  unshare_fd_table();
  if (sink_->set_flush_process)
    sink_->set_flush_process([] {
      Patience patience = Patience::bounded();
      writer.flush_all(patience);
    });
  sink_thread.start(sink_);
  set_writer_may_wait([] { return writer.may_wait(); });
  {
    DrainLock lock;
    if (lock.acquire())
      drain_.gather_facts(true);
  }
  output_since_ = 0;
  int idle_rounds = 0;
  for (;;) {
    keep_thread_data_reachable(thread_data);
    const std::uint32_t word = wakeup_word_.load(std::memory_order_seq_cst);
    const std::uint32_t asked = flush_requested_.load(std::memory_order_seq_cst);
    const bool flush = asked != flush_completed_.load(std::memory_order_relaxed);
    const bool last_round = stop_requested_.load(std::memory_order_seq_cst);
    control_file_.check();
    const bool busy = drain_once(flush || last_round);
    note_cpu();
    close_standard_error();
    if (end_process_requested_.load(std::memory_order_acquire) || is_last())
      finish_process_now();
    if (flush && output_requested_.load(std::memory_order_acquire))
      flush_sink(summary_requested_.load(std::memory_order_acquire));
    if (flush && !(drain_.waits_for_resource() && output_requested_.load(std::memory_order_acquire)))
      note_flush_completed(asked);
    if (last_round && !drain_.waits_for_resource()) {
      sink_thread.end();
      return;
    }
    idle_rounds = busy ? 0 : idle_rounds + 1;
    sleep(word, idle_rounds, advance_watch(sys::monotonic_ns(), all_awake() ? 0 : program_cpu_ns(), clock_ticks()));
  }
}

bool Writer::start_thread() noexcept {
  const Uninterrupted uninterrupted; // the new thread inherits the mask
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_t thread;
  int error = pthread_create(&thread, &attributes, thread_main, this);
  pthread_attr_destroy(&attributes);
  if (error == EINVAL) { // the program has more thread-local data than the stack holds
    error = pthread_create(&thread, nullptr, thread_main, this);
    if (error == 0)
      pthread_detach(thread);
  }
  return error == 0;
}

void Writer::drain_all(Patience &patience, FlushLevel level) noexcept {
  drain_.drain_rings();
  while (level != FlushLevel::formatted && drain_.waits_for_resource() && !patience.is_over()) {
    sys::sleep_ns(max_detection_sleep_ns);
    drain_.drain_rings();
  }
  drain_.emit_loss_event(true);
  if (level == FlushLevel::final)
    emit_last_summary();
  if (level != FlushLevel::formatted || batch_is_due(true)) {
    output_.write();
    output_since_ = 0;
  }
  if (level != FlushLevel::formatted)
    output_.flush_sink(sink_deadline_ns(), level == FlushLevel::final);
}

// Drains on a program's thread because there is no writer.  A broken pipe must not kill the program with a signal that
// its own output did not cause.
bool Writer::drain_inline(Patience &patience, FlushLevel level) noexcept {
  const Uninterrupted uninterrupted;
  DrainLock lock;
  if (!lock.acquire(&patience))
    return false;
  const BlockedSignals held(BlockedSignals::of_output);
  const PlainFloatState plain;
  {
    const WritesWithPatience writes(&patience); // read with the lock only
    static constinit RuntimeStack stack;        // used by the thread that holds the drain lock
    stack.call([&] { drain_all(patience, level); });
  }
  lock.release();
  return true;
}

// Reports once that the output failed, and switches telemetry off, or that the disk is full, which may pass.
bool Writer::output_is_broken() noexcept {
  if (const Slice problem = sink_->take_problem ? sink_->take_problem() : Slice(); !problem.empty())
    warn(problem);
  if (const int error = output_.take_failure(); error != 0) {
    char line[200];
    TextBuffer out(line, sizeof line);
    out.put("cannot write telemetry to ");
    out.put(config.output);
    out.put(" (");
    const bool off = output_.has_failed();
    const Slice limit = !off && sink_->full_reason ? sink_->full_reason() : Slice();
    if (limit.empty())
      put_error_number(out, error);
    else
      out.put(limit);
    out.put(off ? Slice("); telemetry is off from here on") : Slice("); events are lost until there is room"));
    warn(out.slice());
    if (off)
      switch_off();
    else
      end_synchronous();
  }
  return output_.has_failed();
}

void Writer::note_missing_thread() noexcept {
  if (!has_no_thread_.exchange(true, std::memory_order_relaxed))
    begin_synchronous();
}

// Checks whether the thread has vanished without a request: a system call forbidden to all threads killed it.
bool Writer::is_lost() noexcept {
  const int id = thread_id_.load(std::memory_order_acquire);
  if (id == 0 || state_.load(std::memory_order_acquire) != running || !sys::thread_is_gone(id))
    return false;
  state_.store(refused, std::memory_order_release);
  note_missing_thread();
  drain_mutex.release_of(id);
  return true;
}

bool Writer::flush_once(Patience &patience, FlushLevel level) noexcept {
  if (state_.load(std::memory_order_acquire) != running)
    return drain_inline(patience, level);
  if (level != FlushLevel::formatted)
    output_requested_.store(true, std::memory_order_release);
  if (level == FlushLevel::final)
    summary_requested_.store(true, std::memory_order_release);
  const std::uint32_t output = flush_requested_.fetch_add(1, std::memory_order_seq_cst) + 1;
  wake_thread();
  for (int i = 1;; ++i) {
    const std::uint32_t reached = flush_completed_.load(std::memory_order_seq_cst);
    if (static_cast<std::int32_t>(reached - output) >= 0)
      return true;
    if (patience.is_over())
      return false;
    constexpr int check_interval = 8;
    if (state_.load(std::memory_order_acquire) != running || (i % check_interval == 0 && is_lost()))
      return drain_inline(patience, level);
    sys::futex_wait(&flush_completed_, reached, 10'000'000);
  }
}

bool Writer::flush(Patience &patience, FlushLevel level) noexcept {
  if (drain_mutex.is_held_by_caller() || current_thread == thread_is_writer)
    return false; // a signal handler in the middle of a drain
  return !output_is_broken() && flush_once(patience, level) && !output_is_broken() &&
         (level == FlushLevel::formatted || !output_.is_stuck());
}

void Writer::start_once() noexcept {
  int expected = none;
  if (!state_.compare_exchange_strong(expected, starting, std::memory_order_acq_rel))
    return;
  if (config.has_writer && start_thread()) {
    state_.store(running, std::memory_order_release);
    return;
  }
  state_.store(refused, std::memory_order_release);
  if (config.has_writer)
    note_missing_thread();
}

void Writer::start_for_control_file() noexcept {
  if (state_.load(std::memory_order_relaxed) != none || !owns_memory())
    return;
  const int error = errno;
  start_once();
  errno = error;
}

// Ends the thread.  Returns false if its output blocks; it then ends later.
bool Writer::end_thread() noexcept {
  Patience patience = Patience::bounded();
  while (thread_id_.load(std::memory_order_acquire) == 0 && !patience.is_over())
    sys::sleep_ns(50'000);
  stop_requested_.store(true, std::memory_order_seq_cst);
  wake_thread();
  const int id = thread_id_.load(std::memory_order_relaxed);
  constexpr int max_checks = 4'000; // the writer abandons its output when this patience is over, and then needs a
                                    // moment
  for (int i = 0; !sys::thread_is_gone(id); i += patience.is_over() ? 1 : 0) {
    if (i == max_checks)
      return false;
    sys::sleep_ns(50'000);
  }
  drain_mutex.release_of(id);
  return true;
}

void Writer::stop() noexcept {
  if (state_.load(std::memory_order_acquire) != running)
    return;
  note_missing_thread();
  end_thread();
  state_.store(refused, std::memory_order_release);
}

WriterPause::WriterPause() noexcept
    : paused_(telemetry_is_on() && owns_memory() && writer.state_.load(std::memory_order_acquire) == Writer::running) {
  if (!paused_)
    return;
  begin_synchronous();
  writer.detection_.shorten_deadline(Urgency::exit);
  writer.end_thread();
  writer.detection_.end_thread();
  writer.state_.store(Writer::refused, std::memory_order_release);
}

WriterPause::~WriterPause() {
  if (!paused_)
    return;
  const int error = errno;
  writer.thread_id_.store(0, std::memory_order_relaxed);
  writer.stop_requested_.store(false, std::memory_order_relaxed);
  writer.state_.store(Writer::none, std::memory_order_release);
  writer.start_once();
  end_synchronous();
  errno = error;
}

void Writer::finish_process() noexcept {
  if (state_.load(std::memory_order_acquire) != running)
    return;
  const std::uint32_t completed_before = flush_completed_.load(std::memory_order_seq_cst);
  end_process_requested_.store(true, std::memory_order_seq_cst);
  // Waits without system calls and without reading the processor's counter.
  constexpr int max_checks = 10'000'000;
  flush_requested_.fetch_add(1, std::memory_order_seq_cst);
  for (int i = 0; i < max_checks && flush_completed_.load(std::memory_order_acquire) == completed_before; ++i)
    sys::pause();
}

bool Writer::wait_for_room() noexcept {
  if (drain_mutex.is_held_by_caller() || output_is_broken())
    return false;
  if (state_.load(std::memory_order_acquire) == refused) {
    Patience patience = Patience::while_moving();
    return drain_inline(patience, FlushLevel::formatted);
  }
  wake();
  if (config.drop_when_full && load_state() == state_on) // at the end no thread waits_
    return false;
  if (output_stands_still())
    return false;
  constexpr unsigned check_interval = 1024;
  if (waits_.fetch_add(1, std::memory_order_relaxed) % check_interval == check_interval - 1)
    is_lost();
  sys::sleep_ns(50'000);
  return true;
}

void Writer::reset_in_child() noexcept {
  if (has_no_thread_.exchange(false, std::memory_order_relaxed))
    end_synchronous(); // starting a thread may succeed in the child
  end_process_requested_.store(false, std::memory_order_relaxed);
  state_.store(none, std::memory_order_relaxed);
  asleep_.store(false, std::memory_order_relaxed);
  flush_requested_.store(0, std::memory_order_relaxed);
  flush_completed_.store(0, std::memory_order_relaxed);
  output_requested_.store(false, std::memory_order_relaxed);
  summary_requested_.store(false, std::memory_order_relaxed);
  end_deadline_ns_.store(0, std::memory_order_relaxed);
  sink_thread.reset_in_child();
  thread_id_.store(0, std::memory_order_relaxed);
  stop_requested_.store(false, std::memory_order_relaxed);
}

// The functions of upcalls.h.
void writer_start_once() {
  writer.start_once();
}
void writer_wake() {
  writer.wake();
}
bool wait_for_room() {
  return writer.wait_for_room();
}

} // namespace telinject
