// fork: nothing waits in the parent while its memory is copied, and the child starts afresh.
#include "threads.h"

#include "drain.h"
#include "metadata.h"
#include "state.h"
#include "writer.h"

#include <pthread.h>

namespace telinject {

namespace {

constinit bool parent_holds_baton = false;

void before_fork() {
  if (!telemetry_is_on() || parent_holds_baton)
    return;
  flush_rendered();
  parent_holds_baton = take_baton(0); // keeps the writer still
  metadata_before_fork();
}

void in_parent() {
  if (!parent_holds_baton)
    return;
  parent_holds_baton = false;
  metadata_after_fork(false);
  give_baton();
}

// Spans that are open stay as the context of what the child does; it starts its own sequence, ids and (with its next
// event) writer.
void in_child() {
  parent_holds_baton = false;
  if (!telemetry_is_on())
    return;
  metadata_after_fork(true);
  reset_baton();
  writer_reset_for_child();
  drain_reset_for_child();
  keep_only_this_thread();
  losses.reset();
  IdSource ids;
  ids.seed(random_seed());
  begin_process(ids);
}

} // namespace

void fork_hooks_start() { pthread_atfork(before_fork, in_parent, in_child); }

} // namespace telinject
