// The C functions that instrumented code calls.  The usual case is kept short: telemetry is on, the thread has its block,
// and is not already in here.
#include "coroutine.h"
#include "spans.h"
#include "state.h"
#include "threads.h"
#include "writer.h"

namespace telinject {

namespace {

std::uintptr_t address(const void *p) { return reinterpret_cast<std::uintptr_t>(p); }

// Marks the thread as being in the runtime, so that instrumented code called from here (a signal handler, a replaced
// memcpy) is turned away.
void enter_runtime(Thread *t, std::uintptr_t frame) {
  t->busy.store(frame, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

inline void leave_runtime(Thread *t) {
  std::atomic_signal_fence(std::memory_order_seq_cst);
  t->busy.store(0, std::memory_order_relaxed);
}

// Is the thread's mark left over from a hook that a signal handler jumped out of (siglongjmp)?  Then the stack has been
// unwound past that hook.
bool mark_is_stale(Thread *t, std::uintptr_t frame) {
  const std::uintptr_t marked = t->busy.load(std::memory_order_relaxed);
  if (frame == marked)
    return true; // two live hooks cannot stand in one place
  if (frame < marked)
    return false;
  const StackBounds stack = own_stack_bounds();
  return stack.holds(frame) && stack.holds(marked);
}

// All that is not the usual case.  The thread's block, ready to be used and marked; null where the event is not recorded.
// events: how many are lost with it.
__attribute__((noinline)) Thread *enter_runtime_slowly(const char *site, std::uintptr_t frame, std::uint64_t events) {
  if (load_state() == state_undecided && (!site || !decide(site)))
    return nullptr;
  const int state = load_state();
  if (state == state_off)
    return nullptr;
  Thread *t = current_thread;
  if (!t && site)
    t = begin_thread_here();
  if (!is_block(t)) {
    if (t != thread_is_writer)
      losses.lose(events);
    return nullptr;
  }
  if (state == state_ended && !thread_ends_process(t))
    return nullptr;
  if (t->busy.load(std::memory_order_relaxed) == 0) {
    enter_runtime(t, frame);
    return t;
  }
  if (!mark_is_stale(t, frame)) {
    if (!t->calls_program)
      losses.lose(events);
    return nullptr;
  }
  enter_runtime(t, frame);
  t->calls_program = false;
  repair_spans(t);
  return t;
}

} // namespace

Thread *enter_runtime(const char *site, std::uintptr_t frame, std::uint64_t events) {
  Thread *t = current_thread;
  if (__builtin_expect(__atomic_load_n(&telinject_state, __ATOMIC_RELAXED) == state_on && is_block(t) &&
                           t->busy.load(std::memory_order_relaxed) == 0,
                       1)) {
    enter_runtime(t, frame);
    return t;
  }
  return enter_runtime_slowly(site, frame, events);
}

// A thread that had no event yet may go on with what another began.
static Thread *enter_runtime_anywhere(std::uintptr_t frame) {
  static const char nowhere[] = "";
  return enter_runtime(nowhere, frame, 0);
}

void finish(Thread *t) {
  if (__builtin_expect(__atomic_load_n(&telinject_state, __ATOMIC_RELAXED) >= state_synchronous, 0))
    flush_rendered();
  leave_runtime(t);
}

} // namespace telinject

using namespace telinject;

extern "C" {

// telinject_enter for the header's own function that stands between it and the instrumented one: whose frame and caller
// count is that function's.
int telinject_enter_list(const char *site, va_list list, void *own_frame, void *caller);

int telinject_enter(const char *site, ...) {
  const std::uintptr_t frame = address(__builtin_frame_address(0));
  Thread *const t = enter_runtime(site, frame, 2);
  if (!t)
    return 0;
  Arguments values;
  va_start(values.list, site);
  const int handle = open_span(t, site, values, frame, address(__builtin_return_address(0)));
  va_end(values.list);
  finish(t);
  return handle;
}

int telinject_enter_list(const char *site, va_list list, void *own_frame, void *caller) {
  const std::uintptr_t frame = address(own_frame);
  Thread *const t = enter_runtime(site, frame, 2);
  if (!t)
    return 0;
  Arguments values;
  va_copy(values.list, list);
  const int handle = open_span(t, site, values, frame, address(caller));
  va_end(values.list);
  finish(t);
  return handle;
}

void telinject_return(int span, const char *code, ...) {
  if (span == 0)
    return;
  Thread *const t = enter_runtime(nullptr, address(__builtin_frame_address(0)), 0);
  if (!t)
    return;
  Arguments value;
  va_start(value.list, code);
  keep_return_value(t, span, code, value);
  va_end(value.list);
  leave_runtime(t);
}

void telinject_leave(int span) {
  if (span == 0)
    return;
  Thread *const t = enter_runtime(nullptr, address(__builtin_frame_address(0)), 1);
  if (!t)
    return;
  close_span(t, span);
  finish(t);
}

int telinject_loop(int outer, const char *site) {
  Thread *const t = outer != 0 ? enter_runtime(nullptr, address(__builtin_frame_address(0)), 2) : nullptr;
  if (!t)
    return 0;
  const int handle = open_inner_span(t, outer, site, SpanKind::loop);
  finish(t);
  return handle;
}

void telinject_iteration(int loop) {
  Thread *const t = loop != 0 ? enter_runtime(nullptr, address(__builtin_frame_address(0)), 1) : nullptr;
  if (!t)
    return;
  tell_iteration(t, loop);
  finish(t);
}

void telinject_ends(int loop, int way) {
  Thread *const t = loop != 0 ? enter_runtime(nullptr, address(__builtin_frame_address(0)), 0) : nullptr;
  if (!t)
    return;
  keep_way(t, loop, way);
  leave_runtime(t);
}

void telinject_branch(int outer, const char *site) {
  Thread *const t = outer != 0 ? enter_runtime(nullptr, address(__builtin_frame_address(0)), 2) : nullptr;
  if (!t)
    return;
  tell_branch(t, outer, site);
  finish(t);
}

void telinject_change(int outer, const char *site, ...) {
  Thread *const t = outer != 0 ? enter_runtime(nullptr, address(__builtin_frame_address(0)), 1) : nullptr;
  if (!t)
    return;
  Arguments values;
  va_start(values.list, site);
  tell_change(t, outer, site, values);
  va_end(values.list);
  finish(t);
}

int telinject_try(int outer, const char *site) {
  Thread *const t = outer != 0 ? enter_runtime(nullptr, address(__builtin_frame_address(0)), 2) : nullptr;
  if (!t)
    return 0;
  const int handle = open_inner_span(t, outer, site, SpanKind::attempt);
  finish(t);
  return handle;
}

void telinject_catch(int attempt) {
  Thread *const t = attempt != 0 ? enter_runtime(nullptr, address(__builtin_frame_address(0)), 1) : nullptr;
  if (!t)
    return;
  tell_caught(t, attempt);
  finish(t);
}

void *telinject_suspend(void *coroutine, int span) {
  Thread *const t = span != 0 ? enter_runtime(nullptr, address(__builtin_frame_address(0)), 0) : nullptr;
  if (!t)
    return coroutine;
  Coroutine *const suspended = suspend(t, span, static_cast<Coroutine *>(coroutine));
  leave_runtime(t);
  return suspended;
}

void telinject_resume(void *coroutine) {
  Thread *const t = coroutine ? enter_runtime_anywhere(address(__builtin_frame_address(0))) : nullptr;
  if (!t)
    return;
  resume(t, static_cast<Coroutine *>(coroutine));
  leave_runtime(t);
}

void telinject_drop(void *coroutine) {
  Thread *const t = coroutine ? enter_runtime_anywhere(address(__builtin_frame_address(0))) : nullptr;
  if (!t)
    return;
  drop(t, static_cast<Coroutine *>(coroutine));
  finish(t);
}

int telinject_flush(unsigned timeout_ms) {
  if (!telemetry_is_on())
    return 0;
  return flush_all(static_cast<std::int64_t>(timeout_ms) * 1'000'000) ? 0 : -1;
}

}
