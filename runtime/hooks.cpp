// The C functions that instrumented code calls.  The usual case is kept short: telemetry is on, the thread has its
// block, and is not already in here.
#include "coroutine.h"
#include "span_path.h"
#include "threads.h"

namespace telinject {

namespace {

std::uintptr_t address(const void *p) {
  return reinterpret_cast<std::uintptr_t>(p);
}

// Is the thread's mark left over from a hook that a signal handler jumped out of (siglongjmp)?  Then the stack has been
// unwound past that hook, and may have grown again since, over what was its frame.
bool mark_is_stale(Thread *t, std::uintptr_t frame) {
  const std::uintptr_t marked = t->busy.load(std::memory_order_relaxed);
  if (frame == marked)
    return true; // two live hooks cannot stand in one place
  const StackBounds stack = own_stack_bounds();
  return stack.holds(frame) && stack.holds(marked) &&
         (frame > marked || Thread::return_address_in(marked) != t->busy_return);
}

} // namespace

__attribute__((noinline)) Thread *enter_runtime_slowly(const char *site, std::uintptr_t frame, std::uint64_t events) {
  if (load_state() == state_undecided && (!site || !decide(site)))
    return nullptr;
  const int state = load_state();
  if (state == state_off)
    return nullptr;
  if (state == state_paused && site && *site != '\0') {
    writer_ensure_to_look();
    return nullptr;
  }
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
    t->mark_busy(frame);
    return t;
  }
  if (!mark_is_stale(t, frame)) {
    if (!t->calls_program)
      losses.lose(events);
    return nullptr;
  }
  t->mark_busy(frame);
  t->calls_program = false;
  repair_spans(t);
  return t;
}

// A thread that had no event yet may go on with what another began.
static Thread *enter_runtime_anywhere(std::uintptr_t frame) {
  static const char nowhere[] = "";
  return enter_runtime(nowhere, frame, 0);
}

} // namespace telinject

using namespace telinject;

extern "C" {

// In a trace that is sampled out nothing is told below its root: what stands here before telinject_i_enter_recorded
// turns such calls away before their values are put into memory, which a variadic function does first of all. Elsewhere
// the two are one function.
#if defined(__x86_64__)
static_assert(state_on == 2 && offsetof(Thread, muted_below) == 8);
asm(R"(
  .text
  .globl telinject_enter
  .type telinject_enter, @function
  .p2align 5
telinject_enter:
  .cfi_startproc
  endbr64
  movq telinject_state@GOTPCREL(%rip), %r11
  cmpl $2, (%r11)
  jne 1f
  movq telinject_i_current_thread@gottpoff(%rip), %r11
  movq %fs:(%r11), %r11
  cmpq $15, %r11
  jbe 1f
  cmpq 8(%r11), %rsp
  jae 1f
  xorl %eax, %eax
  ret
1:
  jmp telinject_i_enter_recorded
  .cfi_endproc
  .size telinject_enter, .-telinject_enter
)");
__attribute__((visibility("hidden"))) int telinject_i_enter_recorded(const char *site, ...);
#else
#define telinject_i_enter_recorded telinject_enter
#endif

// telinject_enter for the header's own function that stands between it and the instrumented one: whose frame and caller
// count is that function's.
int telinject_enter_list(const char *site, va_list list, void *own_frame, void *caller);

// telinject_enter once it is known that the function may have something to tell.
int telinject_i_enter_recorded(const char *site, ...) {
  const FrameAddress frame{address(__builtin_frame_address(0)), address(__builtin_return_address(0))};
  Thread *const t = enter_runtime(site, frame.low, 2);
  if (!t)
    return 0;
  Arguments values;
  va_start(values.list, site);
  const int handle = open_span(t, site, values, frame);
  va_end(values.list);
  finish(t);
  return handle;
}

int telinject_enter_list(const char *site, va_list list, void *own_frame, void *caller) {
  const FrameAddress frame{address(own_frame), address(caller)};
  Thread *const t = enter_runtime(site, frame.low, 2);
  if (!t)
    return 0;
  Arguments values;
  va_copy(values.list, list);
  const int handle = open_span(t, site, values, frame);
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
  if (!coroutine && span == 0) {
    Thread *const self = current_thread;
    if (is_plainly_on(self) && self->muted_below != 0) {
      self->muted_below = 0;
      self->coroutine_begins = true;
    }
    return nullptr;
  }
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
