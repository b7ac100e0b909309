// The fast path of a function's three hooks.  They make no call and change no register except the result's, so that
// most events save no registers.  hook_entries.cpp calls these first.  Compiled without vector registers, which the
// entries do not save.
#include "runtime/frontend/span_fast_path.h"
#include "runtime/hooks/hook_bodies.h"

#ifdef TELINJECT_HAS_FAST_HOOKS

using namespace telinject;

namespace {

// Address at which the entry saved the program's rax, followed by the return address: the layout of a hook's frame.
#define TELINJECT_ENTRY_FRAME reinterpret_cast<std::uintptr_t>(__builtin_dwarf_cfa())

__attribute__((always_inline)) inline bool enter_fast(Thread *t, std::uintptr_t frame) {
  if (TELINJECT_UNLIKELY(t->busy.load(std::memory_order_relaxed) != 0))
    return false;
  t->mark_busy(frame);
  return true;
}

__attribute__((always_inline)) inline void finish_fast(Thread *t) {
  if (TELINJECT_UNLIKELY(__atomic_load_n(&telinject_state, __ATOMIC_RELAXED) >= state_synchronous))
    telinject_i_finish();
  leave_runtime(t);
}

// Checks that the innermost span's hook was called from about the same address of the same stack: a hook that ends its
// function is called by a jump, without a return address below.  A span of another stack may have the same handle; if
// the caller's frame differs, the slow path decides.
__attribute__((always_inline)) inline bool is_on_top(Thread *t, std::uintptr_t frame) {
  constexpr std::uintptr_t jumped_to = 2 * sizeof(void *);
  return TELINJECT_LIKELY(frame - t->spans.top().frame.low <= jumped_to);
}

__attribute__((always_inline)) inline bool is_clear(const int *word) {
  return TELINJECT_LIKELY(!word || __atomic_load_n(word, __ATOMIC_RELAXED) == 0);
}

// The same for an event of a construct.  It only changes figures of its span, so that it need not mark the thread.
__attribute__((always_inline)) inline bool is_inside_top(Thread *t, std::uintptr_t frame) {
  return TELINJECT_LIKELY(t->busy.load(std::memory_order_relaxed) == 0) && is_on_top(t, frame);
}

} // namespace

extern "C" {

// A word that is not 0 is either watched now or out of date: the slow path decides.
bool telinject_i_try_count(const int *word, const char *site) {
  return is_clear(word) && settings.has_budget.load(std::memory_order_relaxed) &&
         count_call_fast(current_thread, site, TELINJECT_ENTRY_FRAME);
}

bool telinject_i_try_skip(const int *, const char *site) {
  return skip_unsampled_call_fast(current_thread, site);
}

int telinject_i_try_enter(const int *word, const char *site, std::uint64_t a, std::uint64_t b, std::uint64_t c,
                          std::uint64_t d) {
  Thread *const t = current_thread;
  const std::uintptr_t frame = TELINJECT_ENTRY_FRAME;
  if (TELINJECT_UNLIKELY(frame < t->stack.low) || !is_clear(word) || !enter_fast(t, frame))
    return needs_slow_path;
  const int handle = open_span_fast(t, site, {frame, Thread::return_address_in(frame)}, a, b, c, d);
  if (TELINJECT_LIKELY(handle != needs_slow_path))
    finish_fast(t);
  else
    leave_runtime(t);
  return handle;
}

bool telinject_i_try_return(int span, const char *code, std::uint64_t value) {
  Thread *const t = current_thread;
  return TELINJECT_LIKELY(t->busy.load(std::memory_order_relaxed) == 0) && is_on_top(t, TELINJECT_ENTRY_FRAME) &&
         set_return_value_fast(t, span, code, value);
}

bool telinject_i_try_leave(int span) {
  Thread *const t = current_thread;
  const std::uintptr_t frame = TELINJECT_ENTRY_FRAME;
  if (!is_on_top(t, frame) || !enter_fast(t, frame))
    return false;
  const bool done = close_span_fast(t, span);
  if (TELINJECT_LIKELY(done))
    finish_fast(t);
  else
    leave_runtime(t);
  return done;
}
bool telinject_i_try_iteration(int loop) {
  Thread *const t = current_thread;
  return is_inside_top(t, TELINJECT_ENTRY_FRAME) && count_iteration_fast(t, loop);
}

bool telinject_i_try_branch(int outer, const char *site) {
  Thread *const t = current_thread;
  return is_inside_top(t, TELINJECT_ENTRY_FRAME) && fold_inner_fast(t, outer, site, 2);
}

bool telinject_i_try_change(int outer, const char *site) {
  Thread *const t = current_thread;
  return is_inside_top(t, TELINJECT_ENTRY_FRAME) && fold_inner_fast(t, outer, site, 1);
}
}

#endif
