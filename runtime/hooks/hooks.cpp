// The functions that instrumented code calls.  The common case is short: telemetry is on, and the thread has a block
// and is not inside the runtime.
#include "runtime/backend/writer.h"
#include "runtime/frontend/coroutine.h"
#include "runtime/frontend/span_fast_path.h"
#include "runtime/hooks/hook_bodies.h"
#include "runtime/lifecycle/threads.h"
#include "runtime/lifecycle/unloading.h"

namespace telinject {

namespace {

std::uintptr_t address(const void *p) {
  return reinterpret_cast<std::uintptr_t>(p);
}

// Returns true if a hook that a signal handler jumped out of (siglongjmp) left the thread marked busy.  In that case
// the stack has been unwound past the hook's frame, and may have grown over it since.
bool mark_is_stale(Thread *t, std::uintptr_t frame) {
  const std::uintptr_t marked = t->busy.load(std::memory_order_relaxed);
  if (frame == marked)
    return true; // two active hooks cannot have the same frame
  return is_on_one_stack(t, frame, marked) && (frame > marked || Thread::return_address_in(marked) != t->busy_return);
}

} // namespace

__attribute__((noinline)) Thread *enter_runtime_slow_path(const char *site, std::uintptr_t frame, std::uint64_t events,
                                                          int span) {
  if (load_state() == state_undecided && (!site || !initialize_once(site))) {
    if (site && load_state() == state_undecided)
      dropped_events.add(events);
    return nullptr;
  }
  const int state = load_state();
  if (state == state_off)
    return nullptr;
  if (state == state_paused && site && *site != '\0') {
    writer.start_for_control_file();
    return nullptr;
  }
  Thread *t = current_thread;
  if (!t && site)
    t = register_thread();
  if (!is_block(t)) {
    if (t != thread_is_writer)
      dropped_events.add(events);
    return nullptr;
  }
  if (state == state_ended && !thread_ends_process(t))
    return nullptr;
  const bool is_free = t->busy.load(std::memory_order_relaxed) == 0;
  if (!is_free && !mark_is_stale(t, frame)) {
    if (!t->in_user_callback)
      dropped_events.add(events);
    return nullptr;
  }
  t->mark_busy(frame);
  if (!is_free) {
    t->in_user_callback = false;
    repair_spans(t);
  }
  if (switch_to_stack(t, frame, span))
    return t;
  dropped_events.add(events);
  leave_runtime(t);
  return nullptr;
}

void finish_synchronous() {
  if (!is_synchronous())
    return;
  writer.flush_rendered();
  check_unloading();
}

namespace {

// A thread without events may continue a context of another thread.
Thread *enter_runtime_anywhere(std::uintptr_t frame) {
  static const char nowhere[] = "";
  return enter_runtime(nowhere, frame, 0);
}

// Defined if the entries have already tried fast_hooks.cpp.
#ifdef TELINJECT_HAS_FAST_HOOKS
constexpr bool fast_path_is_tried = true;
#else
constexpr bool fast_path_is_tried = false;
#endif

} // namespace

} // namespace telinject

using namespace telinject;

extern "C" {

int telinject_i_do_enter(int *word, const char *site, HookFrame *frame) {
  Thread *const t = enter_runtime(site, frame->address(), 2);
  if (!t)
    return 0;
  Arguments values = frame->values(2);
  const FrameAddress address{frame->address(), frame->caller()};
  int handle = needs_slow_path;
  if constexpr (!fast_path_is_tried) {
    const std::uint64_t *const words = register_words(values).at; // four at least
    handle = open_span_fast(t, site, address, words[0], words[1], words[2], words[3]);
  }
  if (handle == needs_slow_path)
    handle = open_span(t, word, site, values, address);
  finish(t);
  end_hook(t->watch_progress);
  run_due_probes(t->watch_progress, word);
  return handle;
}

int telinject_enter_list(int *word, const char *site, va_list list, void *hook_frame, void *caller) {
  Thread *const t = enter_runtime(site, address(hook_frame), 2);
  if (!t)
    return 0;
  Arguments values;
  va_copy(values.list, list);
  const int handle = open_span(t, word, site, values, FrameAddress{address(hook_frame), address(caller)});
  va_end(values.list);
  finish(t);
  end_hook(t->watch_progress);
  run_due_probes(t->watch_progress, word);
  return handle;
}

void telinject_i_do_return(int guard, const char *code, HookFrame *frame) {
  const int span = handle_of(guard);
  Thread *const t = span != 0 ? enter_runtime(nullptr, frame->address(), 0, span) : nullptr;
  if (!t)
    return;
  Arguments value = frame->values(2);
  if (fast_path_is_tried || !set_return_value_fast(t, span, code, *register_words(value).at))
    set_return_value(t, span, code, value);
  leave_runtime(t);
}

void telinject_i_do_leave(int guard, std::uintptr_t frame) {
  const int span = handle_of(guard);
  Thread *const t = span != 0 ? enter_runtime(nullptr, frame, 1, span) : nullptr;
  if (!t)
    return;
  if (fast_path_is_tried || !close_span_fast(t, span))
    close_span(t, span);
  finish(t);
}

void telinject_i_do_finish() {
  finish_synchronous();
}

int telinject_i_do_loop(int outer, const char *site, std::uintptr_t frame) {
  Thread *const t = outer != 0 ? enter_runtime(nullptr, frame, 2, handle_of(outer)) : nullptr;
  if (!t)
    return 0;
  const int handle = open_inner_span(t, outer, site, SpanKind::loop);
  finish(t);
  end_hook(t->watch_progress);
  return handle;
}

int telinject_i_do_iteration(int loop, std::uintptr_t frame) {
  Thread *const t = loop != 0 ? enter_runtime(nullptr, frame, 1, handle_of(loop)) : nullptr;
  if (!t)
    return loop;
  const int guard = record_iteration(t, loop);
  finish(t);
  end_hook(t->watch_progress);
  return guard;
}

void telinject_i_do_loop_exit(int guard, int exit_reason, std::uintptr_t frame) {
  const int loop = handle_of(guard);
  Thread *const t = loop != 0 ? enter_runtime(nullptr, frame, 0, loop) : nullptr;
  if (!t)
    return;
  set_loop_exit_reason(t, loop, exit_reason);
  leave_runtime(t);
}

int telinject_i_do_branch(int outer, const char *site, std::uintptr_t frame) {
  Thread *const t = outer != 0 ? enter_runtime(nullptr, frame, 2, handle_of(outer)) : nullptr;
  if (!t)
    return outer;
  const int guard = record_branch(t, outer, site);
  finish(t);
  end_hook(t->watch_progress);
  return guard;
}

int telinject_i_do_change(int outer, const char *site, HookFrame *frame) {
  Thread *const t = outer != 0 ? enter_runtime(nullptr, frame->address(), 1, handle_of(outer)) : nullptr;
  if (!t)
    return outer;
  Arguments values = frame->values(2);
  const int guard = record_assignment(t, outer, site, values);
  finish(t);
  end_hook(t->watch_progress);
  return guard;
}

int telinject_i_do_try(int outer, const char *site, std::uintptr_t frame) {
  Thread *const t = outer != 0 ? enter_runtime(nullptr, frame, 2, handle_of(outer)) : nullptr;
  if (!t)
    return 0;
  const int handle = open_inner_span(t, outer, site, SpanKind::try_block);
  finish(t);
  return handle;
}

void telinject_i_do_catch(int guard, std::uintptr_t frame) {
  const int try_block = handle_of(guard);
  Thread *const t = try_block != 0 ? enter_runtime(nullptr, frame, 1, try_block) : nullptr;
  if (!t)
    return;
  record_catch(t, try_block);
  finish(t);
}

void *telinject_i_do_suspend(void *coroutine, int guard, std::uintptr_t frame) {
  const int span = handle_of(guard);
  if (!coroutine && span == 0) {
    Thread *const self = current_thread;
    if (is_on_fast(self) && self->unsampled_frame_limit != 0) {
      self->unsampled_frame_limit = 0;
      self->next_enter_is_coroutine = true;
    }
    return nullptr;
  }
  Thread *const t = span != 0 ? enter_runtime(nullptr, frame, 0, span) : nullptr;
  if (!t)
    return coroutine;
  Coroutine *const suspended = suspend(t, span, static_cast<Coroutine *>(coroutine));
  leave_runtime(t);
  return suspended;
}

void telinject_i_do_resume(void *coroutine, std::uintptr_t frame) {
  Thread *const t = coroutine ? enter_runtime_anywhere(frame) : nullptr;
  if (!t)
    return;
  resume(t, static_cast<Coroutine *>(coroutine));
  leave_runtime(t);
}

void telinject_i_do_drop(void *coroutine, std::uintptr_t frame) {
  Thread *const t = coroutine ? enter_runtime_anywhere(frame) : nullptr;
  if (!t)
    return;
  drop(t, static_cast<Coroutine *>(coroutine));
  finish(t);
}

// A mark left by a signal handler that jumped out of what() does not apply to the current call.
int telinject_calls_what() {
  Thread *const t = current_thread;
  if (!is_block(t) || !t->in_user_callback || t->busy.load(std::memory_order_relaxed) == 0)
    return 0;
  return mark_is_stale(t, address(__builtin_frame_address(0))) ? 0 : 1;
}

int telinject_flush(unsigned timeout_ms) {
  if (!telemetry_is_on())
    return 0;
  Patience patience = Patience::for_ns(static_cast<std::int64_t>(timeout_ms) * 1'000'000);
  return writer.flush_all(patience) ? 0 : -1;
}
}
