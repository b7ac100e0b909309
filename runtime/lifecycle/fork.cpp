// Handles fork: the parent drains nothing while its memory is copied, and the child starts afresh.  A child created
// without the C library's fork (_Fork, clone) is detected at its next event.
#include "runtime/lifecycle/threads.h"

#include "runtime/backend/drain.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/writer.h"
#include "runtime/base/c_library.h"
#include "runtime/base/uninterrupted.h"
#include "runtime/core/handed_out.h"
#include "runtime/frontend/budget.h"
#include "runtime/frontend/dormancy.h"
#include "runtime/frontend/handed_over.h"
#include "runtime/frontend/handle_table.h"
#include "runtime/frontend/requests.h"
#include "runtime/frontend/site_levels.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/trace_context.h"
#include "runtime/lifecycle/process_context.h"
#include "runtime/storage/ring_file.h"

namespace telinject {

namespace {

constinit bool parent_holds_drain_lock = false;

void before_fork() {
  if (load_state() == state_undecided)
    wait_for_start();
  if (!telemetry_is_on() || parent_holds_drain_lock)
    return;
  if (const Continued context = context_of(current_thread); context.span != 0)
    note_handed_out(context.span); // spans of the child are below it
  Patience patience = Patience::bounded();
  writer.flush_rendered(patience);
  parent_holds_drain_lock = drain_mutex.lock(&patience); // keeps the writer from draining
  resource_detection.before_fork();
}

void in_parent() {
  if (!parent_holds_drain_lock)
    return;
  parent_holds_drain_lock = false;
  resource_detection.after_fork(false);
  drain_mutex.unlock();
}

// Open spans stay as the context of the child's events.  The child starts a new sequence and new ids, and, with its
// next event, new rings and a writer.
void begin_child(bool parent_stood_still) {
  resource_detection.after_fork(true);
  drain_mutex.reset_in_child();
  reset_patience();
  reset_end_patience();
  writer.reset_in_child();
  ring_file_leave();
  drain.reset_in_child(parent_stood_still);
  keep_calling_thread_only();
  forget_literals();
  reset_handle_table_lock();
  reset_request_lock();
  reset_handed_over_lock();
  dropped_events.reset();
  budget_reset_for_child();
  if (!all_awake()) // what sleeps may not lead to an event that starts a writer
    reset_site_levels();
  IdSource ids;
  ids.seed(random_seed());
  begin_process(ids);
  if (config.thread_context)
    publish_process_context(config);
}

void in_child() {
  const bool stood_still = parent_holds_drain_lock;
  parent_holds_drain_lock = false;
  if (telemetry_is_on())
    begin_child(stood_still);
}

void begin_unnoticed_child(Thread *t) {
  begin_child(false);
  // The parent may have used the id that was generated for this event so far.
  t->spans.next().id = t->ids.next();
  if (t->spans.depth() == 0 && !config.has_parent)
    t->trace_high = t->ids.next();
}

} // namespace

bool begin_forked_ring(Thread *t) {
  const Uninterrupted uninterrupted;
  if (!owns_memory())
    begin_unnoticed_child(t);
  const bool done = provide_ring(t);
  drain.prepare_file();
  return done;
}

void fork_hooks_start() {
  call_at_fork(before_fork, in_parent, in_child);
}

} // namespace telinject
