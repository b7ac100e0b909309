// Handles the end of the process by exit, return from main, quick_exit and (interpose.cpp) _exit.
#include "runtime/base/c_library.h"
#include "runtime/frontend/coroutine.h"
#include "runtime/lifecycle/threads.h"

#include "runtime/backend/drain.h"
#include "runtime/backend/output_buffer.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/writer.h"
#include "runtime/base/sys.h"
#include "runtime/core/record.h"
#include "runtime/frontend/folded_calls.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/state.h"
#include "runtime/storage/ring_file.h"

#include <cstdlib>
#include <new>

namespace telinject {

namespace {

constinit std::atomic<Thread *> ending_thread{nullptr};
// All waiting at the end of the process shares one time limit, even if several end functions run (exit, _exit).
constinit std::atomic<bool> ending{false};
constinit std::atomic<bool> is_summary_only{false};
alignas(Patience) constinit char patience_memory[sizeof(Patience)];

void close_unfinished_spans(Thread *self) {
  close_suspended(self, record_unfinished);
  close_suspended_fibers(self, record_unfinished);
  for (Thread *t = first_thread(); t; t = t->next)
    if (t != self && t->status.load(std::memory_order_acquire) == ThreadStatus::live)
      close_all_spans(t, self, record_unfinished);
  close_all_spans(self, self, record_unfinished);
  for (Thread *t = first_thread(); t; t = t->next)
    if (t->status.load(std::memory_order_acquire) == ThreadStatus::live)
      write_all_unattributed(t, self);
}

// Returns true if nothing was ever recorded, and no setting is the reason, as in a forked child that exits at once.  What
// ended threads have recorded may be in the buffer's past, and in the queue of a sink.
bool has_recorded_nothing() {
  if (dropped_events.any() || suppressed_totals().any() || drain.has_output() || drain.was_disabled() ||
      output_buffer.was_used() || output_buffer.has_failed())
    return false;
  for (Thread *t = first_thread(); t; t = t->next)
    if (t->ring.published() != t->ring.consumed() || t->status.load(std::memory_order_acquire) == ThreadStatus::live)
      return false;
  return true;
}

void process_exits() {
  end_process();
}

// Runs after every atexit handler and static destructor: the dynamic linker runs the destructors of a library after
// those of all its dependents; in a static link the low priority orders it last within the program.
__attribute__((destructor(101))) void library_destructor() {
  end_process();
}

} // namespace

void wait_for_hooks_of_other_threads(const Thread *self) {
  bool has_other_threads = false;
  for (int i = 0; i < 50; ++i) {
    bool busy = false;
    for (Thread *t = first_thread(); t; t = t->next) {
      if (t == self || t->status.load(std::memory_order_acquire) != ThreadStatus::live)
        continue;
      has_other_threads = true;
      busy |= t->busy.load(std::memory_order_acquire) != 0;
    }
    if (!has_other_threads || (!busy && i > 0))
      return;
    sys::sleep_ns(50'000);
  }
}

bool thread_ends_process(const Thread *t) {
  return ending_thread.load(std::memory_order_acquire) == t;
}

Patience &end_patience() {
  if (!ending.exchange(true, std::memory_order_acq_rel))
    new (patience_memory) Patience(Patience::bounded());
  return *reinterpret_cast<Patience *>(patience_memory);
}

void reset_end_patience() {
  ending.store(false, std::memory_order_relaxed);
}

void summary_only_start() {
  is_summary_only.store(true, std::memory_order_release);
}

void write_summary_only() {
  if (!is_summary_only.load(std::memory_order_acquire) || !owns_memory() ||
      !is_summary_only.exchange(false, std::memory_order_acq_rel))
    return;
  writer.flush_last(end_patience());
}

void end_process() {
  write_summary_only();
  if (current_thread == thread_confined)
    return writer.finish_process();
  if (!telemetry_is_on() || !owns_memory())
    return;
  Patience &patience = end_patience();
  if (load_state() == state_ended) {
    writer.flush_last(patience);
    return;
  }
  if (has_recorded_nothing()) {
    ring_file_remove();
    return resource_detection.end();
  }
  resource_detection.shorten_deadline(Urgency::exit);
  Thread *self = current_thread;
  if (!self)
    self = register_thread();
  if (!is_block(self)) {
    writer.flush_last(patience);
    return resource_detection.end();
  }
  const std::uintptr_t was_busy = self->busy.load(std::memory_order_relaxed);
  const std::uintptr_t was_to_return = self->busy_return;
  self->mark_busy(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)));
  ending_thread.store(self, std::memory_order_release);
  store_state(state_ended);
  writer.flush_all(patience);
  wait_for_hooks_of_other_threads(self);
  close_unfinished_spans(self);
  writer.flush_last(patience);
  resource_detection.end();
  if (drain.is_done())
    ring_file_remove();
  self->busy_return = was_to_return;
  self->busy.store(was_busy, std::memory_order_relaxed);
}

void exit_hooks_start() {
  call_at_quick_exit(process_exits);
}

} // namespace telinject
