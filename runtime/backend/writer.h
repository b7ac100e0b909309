// The writer thread, and the functions with which other threads ensure that their records reach the output.  It also
// defines the functions of upcalls.h that concern the writer.
#pragma once

#include "runtime/frontend/upcalls.h"
#include "runtime/sinks/patience.h"
#include "runtime/sinks/sink.h"

#include <atomic>
#include <cstdint>

namespace telinject {

class ControlFileWatcher;
class Drain;
class OutputBuffer;
class ResourceDetection;

class Writer {
public:
  constexpr Writer(Drain &rings, OutputBuffer &output, ResourceDetection &resource,
                   ControlFileWatcher &control) noexcept
      : drain_(rings), output_(output), detection_(resource), control_file_(control) {}

  // Called before the first event.
  void use(const Sink *sink) noexcept { sink_ = sink; }
  // Starts the thread unless it exists; if it cannot be started, telemetry becomes synchronous.
  void start_once() noexcept;
  // For a hook that records nothing: starts the writer in a forked child, because only the writer checks the control
  // file.
  void start_for_control_file() noexcept;
  // Stops the writer when the main thread ends by pthread_exit: a process lives as long as any thread, so the writer
  // must not outlive the others.  Returns when the thread is gone; later records are written synchronously.
  void stop() noexcept;
  // Has the writer run end_process for a thread that may make no system calls; waits for it without one.
  void finish_process() noexcept;
  // In a forked child, which has no writer thread yet.
  void reset_in_child() noexcept;

  // Waits until everything recorded before the call, by any thread, has been handed to the output; drains itself if
  // there is no writer thread.  Returns false if not everything was written in that time.  Async-signal-safe.
  bool flush_all(Patience &patience) noexcept { return flush(patience, FlushLevel::written); }
  // Waits only until the records are rendered: lines may still be held for the resource.
  bool flush_rendered(Patience patience = Patience::while_moving()) noexcept {
    return flush(patience, FlushLevel::formatted);
  }
  // Does the same as flush_all, then writes the summary.
  bool flush_last(Patience &patience) noexcept { return flush(patience, FlushLevel::final); }

  // Wakes the writer if it sleeps.
  void wake() noexcept {
    if (asleep_.load(std::memory_order_seq_cst))
      wake_thread();
  }
  // See wait_for_room in upcalls.h.
  [[nodiscard]] bool wait_for_room() noexcept;

private:
  friend class WriterPause;
  // refused: the program's threads drain.  is_synchronous decides whether they do so at once for each event.
  enum State : int { none, starting, running, refused };
  // How far a flush must get.
  enum class FlushLevel { formatted, written, final };

  static void *thread_main(void *writer);
  void run() noexcept;
  void wake_thread() noexcept;
  void unshare_fd_table() noexcept;
  void close_standard_error() noexcept;
  bool drain_once(bool must_write) noexcept;
  bool batch_is_due(bool is_idle) noexcept;
  bool summary_is_due() noexcept;
  void prepare_summary(std::int64_t now) noexcept;
  void note_cpu() noexcept;
  std::int64_t sink_deadline_ns() noexcept;
  void emit_last_summary() noexcept;
  void flush_sink(bool is_last) noexcept;
  void sleep(std::uint32_t word, int idle_rounds, std::int64_t max_ns) noexcept;
  bool is_last() noexcept;
  bool may_wait() noexcept;
  void note_flush_completed(std::uint32_t asked) noexcept;
  [[noreturn]] void finish_process_now() noexcept;
  bool start_thread() noexcept;
  void drain_all(Patience &patience, FlushLevel level) noexcept;
  bool drain_inline(Patience &patience, FlushLevel level) noexcept;
  bool output_is_broken() noexcept;
  void note_missing_thread() noexcept;
  bool is_lost() noexcept;
  bool flush_once(Patience &patience, FlushLevel level) noexcept;
  bool flush(Patience &patience, FlushLevel level) noexcept;
  bool end_thread() noexcept;

  Drain &drain_;
  OutputBuffer &output_;
  ResourceDetection &detection_;
  ControlFileWatcher &control_file_;
  const Sink *sink_ = nullptr;
  std::atomic<int> state_{none};
  std::atomic<std::uint32_t> wakeup_word_{0}; // the futex that the writer sleeps on
  std::atomic<bool> asleep_{false};
  std::atomic<std::uint32_t> flush_requested_{0};  // number of the last flush that was requested
  std::atomic<std::uint32_t> flush_completed_{0};  // ... and of the last one that was completed
  std::atomic<bool> output_requested_{false};      // the flush includes writing, not only rendering
  std::atomic<bool> summary_requested_{false};     // ... and the summary
  std::atomic<int> thread_id_{0};                  // of the writer thread, once it runs
  std::atomic<bool> stop_requested_{false};        // the thread must end
  std::atomic<bool> end_process_requested_{false}; // ... after end_process
  std::atomic<bool> has_no_thread_{false};         // no thread could be started: every event is written at once
  std::atomic<unsigned> waits_{0};                 // for room in a ring
  std::atomic<std::int64_t> end_deadline_ns_{0};   // of the sink at the end of the process; 0: not ending
  std::int64_t output_since_ = 0;                  // of the oldest line in the output buffer; needs the drain lock
  // Used by the writer thread only.
  bool has_standard_error_ = false; // in its descriptor table
  std::int64_t next_liveness_check_ns_ = 0;
  std::int64_t next_cpu_note_ns_ = 0, next_summary_ns_ = 0;
  bool summary_is_prepared_ = false;
  bool only_runtime_threads_left_ = false;
};

extern Writer writer;

// Stops the writer for the lifetime of the object, because some system calls require a process with one thread. Records
// are written synchronously meanwhile.  Preserves errno.
class WriterPause {
public:
  WriterPause() noexcept;
  ~WriterPause();
  WriterPause(const WriterPause &) = delete;
  WriterPause &operator=(const WriterPause &) = delete;

private:
  bool paused_;
};

} // namespace telinject
