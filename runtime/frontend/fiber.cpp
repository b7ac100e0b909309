// The table of known stacks and the spans of those that no thread runs on (fiber.h).
//
// Bounds are exact if the system or the program provides them: for a thread's own stack, and for stacks passed to
// makecontext or make_fcontext (context_hooks.cpp).  Other bounds are learned from the frames of events: a frame less
// than `step` below a partly known stack belongs to it; any other frame starts a new stack.  If one stack is taken for
// two, spans lose their caller, but no span gets a wrong parent.
#include "runtime/frontend/fiber.h"

#include "runtime/base/sys.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/thread_ring.h"

#include <cstring>
#include <signal.h>
#include <sys/mman.h>

namespace telinject {

namespace {

constexpr std::uint32_t max_fibers = 8192;
constexpr std::uint32_t first_depth = 4096 / sizeof(Span) - 1; // one page
constexpr std::size_t memory_chunk = 64;                       // pages mapped at once
// For stacks with learned bounds.  Stacks of real programs have 16 KiB or more, and no instrumented function runs in
// their first few hundred bytes.
constexpr std::uintptr_t first_below = 4096, first_above = 2048, step = 3072, grown_below = 1024;

// A signal handler may have jumped out of the code that holds the lock; the same thread then takes it over.
class FiberLock {
public:
  explicit FiberLock(const Thread *t) {
    for (int i = 0; i < max_tries && !is_held_; ++i) {
      const Thread *owner = nullptr;
      is_held_ = owner_.compare_exchange_strong(owner, t, std::memory_order_acquire) || owner == t;
      if (!is_held_)
        sys::call(SYS_sched_yield);
    }
  }
  ~FiberLock() {
    if (is_held_)
      owner_.store(nullptr, std::memory_order_release);
  }
  bool is_held() const { return is_held_; }
  static void reset() { owner_.store(nullptr, std::memory_order_relaxed); }
  FiberLock(const FiberLock &) = delete;
  FiberLock &operator=(const FiberLock &) = delete;

private:
  static constexpr int max_tries = 10'000;
  static std::atomic<const Thread *> owner_;
  bool is_held_ = false;
};
constinit std::atomic<const Thread *> FiberLock::owner_{nullptr};

// The table of fibers, and an index from pages to fibers, whose entries may be stale.  Accessed with the lock held,
// except for `count`.
struct FiberTable {
  static constexpr std::uint32_t index_size = 4 * max_fibers, max_probes = 8;

  Fiber fibers[max_fibers];
  StackBounds bounds[max_fibers]; // empty for unused fibers; searched linearly
  std::uint32_t index[index_size];
};
constinit FiberTable *table = nullptr;
constinit std::atomic<std::uint32_t> count{0}; // fibers that were ever used
constinit std::uint32_t next_to_recycle = 0, first_free = 0;
constinit void *free_memory = nullptr; // linked list of free pages

bool map_table() {
  if (!table)
    table = static_cast<FiberTable *>(sys::map(sizeof(FiberTable), MAP_NORESERVE));
  return table != nullptr;
}

Span *take_memory() {
  if (!free_memory) {
    auto *const chunk = static_cast<char *>(sys::map(memory_chunk * 4096));
    if (!chunk)
      return nullptr;
    for (std::size_t i = 0; i < memory_chunk; ++i) {
      std::memcpy(chunk + i * 4096, &free_memory, sizeof free_memory);
      free_memory = chunk + i * 4096;
    }
  }
  void *const page = free_memory;
  std::memcpy(&free_memory, page, sizeof free_memory);
  return static_cast<Span *>(page);
}

std::size_t mapped_size(std::uint32_t max_depth) {
  return (SpanStack::memory_for(max_depth) + 4095) / 4096 * 4096;
}

void give_memory(Span *memory, std::uint32_t max_depth) {
  if (max_depth != first_depth) {
    sys::call(SYS_munmap, sys::as_long(memory), static_cast<long>(mapped_size(max_depth)));
    return;
  }
  std::memcpy(static_cast<void *>(memory), &free_memory, sizeof free_memory);
  free_memory = memory;
}

std::uint32_t &index_slot(std::uintptr_t page, std::uint32_t probe) {
  const auto start = static_cast<std::uint32_t>(page * 0x9E3779B97F4A7C15u >> 40);
  return table->index[(start + probe) % FiberTable::index_size];
}

void remember_page(std::uintptr_t frame, std::uint32_t number) {
  const std::uintptr_t page = frame / 4096;
  for (std::uint32_t probe = 0; probe < FiberTable::max_probes; ++probe) {
    std::uint32_t &slot = index_slot(page, probe);
    const StackBounds &bounds = table->bounds[slot];
    if (slot == 0 || !bounds.overlaps({page * 4096, page * 4096 + 4096})) {
      slot = number;
      return;
    }
  }
  index_slot(page, 0) = number;
}

// Returns the table's fiber whose stack contains the frame.  Number 0 is never used.
Fiber *find_in_table(std::uintptr_t frame) {
  if (count.load(std::memory_order_relaxed) == 0)
    return nullptr;
  for (std::uint32_t probe = 0; probe < FiberTable::max_probes; ++probe) {
    const std::uint32_t number = index_slot(frame / 4096, probe);
    if (table->bounds[number].contains(frame))
      return &table->fibers[number];
  }
  for (std::uint32_t number = 1; number <= count.load(std::memory_order_relaxed); ++number) {
    if (!table->bounds[number].contains(frame))
      continue;
    remember_page(frame, number);
    return &table->fibers[number];
  }
  return nullptr;
}

std::uint32_t number_of(const Fiber &fiber) {
  return static_cast<std::uint32_t>(&fiber - table->fibers);
}

void set_bounds(Fiber &fiber, const StackBounds &stack) {
  fiber.stack = stack;
  if (fiber.is_used)
    table->bounds[number_of(fiber)] = stack;
}

// Moves the fiber's spans from the block of the thread to `saved`.  That thread is on another stack and notices at its
// next event.
void save(Fiber &fiber) {
  Thread *const t = fiber.runs_on;
  if (!t)
    return;
  SuspendedSpans &to = fiber.saved;
  to.spans = t->spans;
  to.trace_high = t->trace_high;
  to.trace_low = t->trace_low;
  to.sampled = t->flags.sampled;
  to.context_flags = t->context_flags;
  // Return values longer than one word are stored in the thread's memory, which spans of other stacks need now.
  for (std::uint32_t i = 0; t->values_used != 0 && i < to.spans.depth(); ++i)
    if (to.spans[i].value_size != Span::in_span)
      to.spans[i].value_code = nullptr;
  fiber.ran_on = t;
  fiber.runs_on = nullptr;
}

// The entry records of its spans are in another thread's ring.
void note_moved(Fiber &fiber) {
  for (std::uint32_t i = 0; i < fiber.saved.spans.depth(); ++i) {
    Span &span = fiber.saved.spans[i];
    span.flags.moved = true;
    span.flags.exit_recorded = false;
    span.calls = nullptr; // it belongs to the other thread, as does what was folded
    span.folds = 0;
  }
}

void load(Thread *t, Fiber &fiber) {
  if (fiber.ran_on != t)
    note_moved(fiber);
  const SuspendedSpans &from = fiber.saved;
  t->spans = from.spans;
  t->set_trace({from.trace_high, from.trace_low, from.sampled, from.context_flags});
  t->values_used = 0;
  fiber.runs_on = t;
  fiber.ran_on = t;
  t->fiber = &fiber;
  update_unsampled_frame_limit(t);
  publish_current(t);
}

void switch_to(Thread *t, Fiber &fiber) {
  if (fiber.runs_on == t && t->fiber == &fiber)
    return;
  t->active_exceptions.forget();
  if (t->fiber->runs_on == t)
    save(*t->fiber);
  save(fiber);
  load(t, fiber);
}

// Closes the spans of a stack that never continues and frees its table entry.
void retire(Thread *t, Fiber &fiber) {
  Fiber &previous = *t->fiber;
  switch_to(t, fiber);
  close_spans_down_to(t, 0, record_abandoned);
  if (&previous != &fiber)
    switch_to(t, previous);
  else
    switch_to(t, t->native_fiber);
  give_memory(fiber.memory, fiber.saved.spans.max_depth());
  set_bounds(fiber, {});
  fiber.is_used = false;
  fiber.next_free = first_free;
  first_free = number_of(fiber);
}

// Returns an unused fiber; if the table is full, one without open spans, which can be learned again.
Fiber *take_fiber(Thread *t) {
  if (!map_table())
    return nullptr;
  const std::uint32_t used = count.load(std::memory_order_relaxed);
  if (first_free == 0 && used < max_fibers - 1) {
    count.store(used + 1, std::memory_order_relaxed);
    return &table->fibers[used + 1];
  }
  for (std::uint32_t tries = 0; first_free == 0 && tries < used; ++tries) {
    next_to_recycle = next_to_recycle % used + 1;
    Fiber &fiber = table->fibers[next_to_recycle];
    if (!fiber.runs_on && fiber.saved.spans.depth() == 0)
      retire(t, fiber);
  }
  if (first_free == 0)
    return nullptr;
  Fiber &fiber = table->fibers[first_free];
  first_free = fiber.next_free;
  return &fiber;
}

Fiber *new_fiber(Thread *t, const StackBounds &stack, bool is_exact) {
  Span *const memory = take_memory();
  Fiber *const fiber = memory ? take_fiber(t) : nullptr;
  if (!fiber) {
    if (memory)
      give_memory(memory, first_depth);
    return nullptr;
  }
  *fiber = Fiber();
  fiber->is_exact = is_exact;
  fiber->is_used = true;
  fiber->memory = memory;
  fiber->ran_on = t;
  fiber->saved.spans.use(memory, static_cast<std::uint32_t>(t->ids.next()), first_depth);
  set_bounds(*fiber, stack);
  return fiber;
}

// Cuts off the parts that belong to other known stacks.
StackBounds outside_of_others(StackBounds stack, std::uintptr_t frame, const Fiber *excluded) {
  for (std::uint32_t number = 1; number <= count.load(std::memory_order_relaxed); ++number)
    if (&table->fibers[number] != excluded && table->fibers[number].is_used)
      stack = without(stack, table->bounds[number], frame);
  return stack;
}

// Returns the fiber with learned bounds that either ends a little above `frame` or has the span open.
Fiber *find_grown(Thread *t, std::uintptr_t frame, int span) {
  Fiber *nearest = !t->native_fiber.is_exact && t->native_fiber.stack.low > frame ? &t->native_fiber : nullptr;
  for (std::uint32_t number = 1; number <= count.load(std::memory_order_relaxed); ++number) {
    Fiber &fiber = table->fibers[number];
    if (fiber.is_used && fiber.stack.low > frame && (!nearest || fiber.stack.low < nearest->stack.low))
      nearest = &fiber;
  }
  if (!nearest || nearest->is_exact)
    return nullptr;
  const SpanStack &spans = nearest->runs_on ? nearest->runs_on->spans : nearest->saved.spans;
  const bool is_near = nearest->stack.low - frame <= step;
  return is_near || (span != 0 && spans.find(span) >= 0) ? nearest : nullptr;
}

Fiber *learn(Thread *t, std::uintptr_t frame, int span) {
  if (Fiber *const grown = find_grown(t, frame, span)) {
    set_bounds(*grown, outside_of_others({frame - grown_below, grown->stack.high}, frame, grown));
    return grown;
  }
  // An event about an open span cannot belong to a stack without spans.
  if (span != 0)
    return nullptr;
  Fiber *const fiber =
      new_fiber(t, outside_of_others({frame - first_below, frame + first_above}, frame, nullptr), false);
  if (fiber)
    remember_page(frame, number_of(*fiber));
  return fiber;
}

// Returns the stack that another thread was started on if this thread continues on it: contexts may move between
// threads.
Fiber *find_native_fiber_of_other_thread(std::uintptr_t frame) {
  for (Thread *t = first_thread(); t; t = t->next)
    if (t->native_fiber.is_exact && t->native_fiber.stack.contains(frame) &&
        t->status.load(std::memory_order_acquire) == ThreadStatus::live)
      return &t->native_fiber;
  return nullptr;
}

StackBounds signal_stack() {
  stack_t now;
  if (sigaltstack(nullptr, &now) != 0 || (now.ss_flags & SS_DISABLE) != 0)
    return {};
  const auto low = reinterpret_cast<std::uintptr_t>(now.ss_sp);
  return {low, low + now.ss_size};
}

// Uses the part of the stack that is known without a system call, as long as that suffices.
void learn_part_of_native_stack(Thread *t, std::uintptr_t frame) {
  if (t->native_fiber.stack.known())
    return;
  t->native_fiber.stack = thread_stack_part(frame);
  t->native_fiber.is_partial = t->native_fiber.is_exact = t->native_fiber.stack.known();
}

void learn_thread_stack(Thread *t) {
  if (t->native_fiber.stack.known() && !t->native_fiber.is_partial)
    return;
  t->native_fiber.is_partial = false;
  t->native_fiber.stack = thread_stack_bounds(t->native_fiber.is_exact);
  if (!t->native_fiber.stack.known()) { // unknown: assume the whole address space
    t->native_fiber.stack = {0, ~std::uintptr_t{0}};
    t->native_fiber.is_exact = true;
  }
  for (std::uint32_t number = 1; number <= count.load(std::memory_order_relaxed); ++number)
    t->native_fiber.has_inner |= table->bounds[number].overlaps(t->native_fiber.stack);
}

// Returns true if the thread's stack now extends further down because its limit was raised.
bool native_stack_has_grown(Thread *t, std::uintptr_t frame) {
  constexpr std::uintptr_t max_growth = std::uintptr_t{1} << 30;
  if (!t->native_fiber.is_exact || frame >= t->native_fiber.stack.low || t->native_fiber.stack.low - frame > max_growth)
    return false;
  bool is_exact;
  const StackBounds stack = thread_stack_bounds(is_exact);
  if (!is_exact || !stack.contains(frame) || stack.high != t->native_fiber.stack.high)
    return false;
  t->native_fiber.stack = stack;
  return true;
}

// Closes the spans of a handler on the alternate signal stack that was left by a jump.
void close_abandoned_handler(Thread *t, const StackBounds &previous_stack) {
  while (t->spans.depth() != 0 && t->spans.top().frame.low >= previous_stack.low &&
         t->spans.top().frame.low <= previous_stack.high)
    close_spans_down_to(t, t->spans.depth() - 1, record_abandoned);
}

// A new fiber may start on the memory of a dropped one.  In that case the call that begins now is already open on this
// stack.
void close_spans_of_dropped(Thread *t, std::uintptr_t frame) {
  const std::uintptr_t return_address = Thread::return_address_in(frame);
  for (std::uint32_t i = 0; i < t->spans.depth(); ++i)
    if (t->spans[i].frame.low == frame && t->spans[i].frame.return_address == return_address)
      return close_spans_down_to(t, i, record_abandoned);
}

// Returns the bounds to compare with frames of the stack that t runs on now.
StackBounds bounds_around(const Fiber &fiber, std::uintptr_t frame) {
  return fiber.has_inner ? outside_of_others(fiber.stack, frame, &fiber) : fiber.stack;
}

} // namespace

bool switch_to_stack_slow_path(Thread *t, std::uintptr_t frame, int span) {
  learn_part_of_native_stack(t, frame);
  if (!t->native_fiber.stack.contains(frame))
    learn_thread_stack(t);
  const bool was_on_signal_stack = t->is_on_signal_stack;
  const StackBounds previous_stack = t->stack;
  t->is_on_signal_stack = false;
  Fiber *fiber = t->native_fiber.stack.contains(frame) && !t->native_fiber.has_inner ? &t->native_fiber : nullptr;
  if (fiber == nullptr || fiber != t->fiber || fiber->runs_on != t) {
    const FiberLock lock(t);
    if (!lock.is_held())
      return false;
    if (!fiber)
      fiber = find_in_table(frame);
    if (!fiber && t->native_fiber.stack.contains(frame))
      fiber = &t->native_fiber;
    if (!fiber && signal_stack().contains(frame)) {
      t->stack = signal_stack();
      t->is_on_signal_stack = true;
      return true;
    }
    if (!fiber)
      fiber = native_stack_has_grown(t, frame) ? &t->native_fiber : find_native_fiber_of_other_thread(frame);
    if (!fiber)
      fiber = learn(t, frame, span);
    if (!fiber)
      return false;
    switch_to(t, *fiber);
    t->stack = bounds_around(*fiber, frame);
    if (span == 0 && fiber != &t->native_fiber)
      close_spans_of_dropped(t, frame);
  } else {
    t->stack = fiber->stack;
  }
  if (was_on_signal_stack)
    close_abandoned_handler(t, previous_stack);
  return true;
}

void note_new_stack(Thread *t, const StackBounds &stack) {
  learn_thread_stack(t);
  const FiberLock lock(t);
  if (!lock.is_held() || !map_table())
    return;
  for (std::uint32_t number = 1; number <= count.load(std::memory_order_relaxed); ++number)
    if (table->fibers[number].is_used && table->bounds[number].overlaps(stack))
      retire(t, table->fibers[number]);
  if (!new_fiber(t, stack, true))
    return;
  for (Thread *other = first_thread(); other; other = other->next)
    other->native_fiber.has_inner |= other->native_fiber.stack.overlaps(stack);
  t->stack = StackBounds::none(); // the next event determines the stack again
}

bool make_room_for_span(Thread *t) {
  if (!t->spans.full())
    return true;
  const std::uint32_t old_depth = t->spans.max_depth();
  if (old_depth == SpanStack::capacity)
    return false;
  const std::uint32_t enlarged = old_depth * 8;
  const std::uint32_t max_depth = enlarged < SpanStack::capacity ? enlarged : SpanStack::capacity;
  auto *const memory = static_cast<Span *>(sys::map(mapped_size(max_depth), MAP_NORESERVE));
  if (!memory)
    return false;
  Span *const old = t->spans.memory();
  std::memcpy(static_cast<void *>(memory), old, SpanStack::memory_for(t->spans.depth()));
  const FiberLock lock(t);
  if (!lock.is_held())
    return false;
  t->spans.move_to(memory, max_depth);
  t->fiber->memory = memory;
  give_memory(old, old_depth);
  return true;
}

bool is_on_one_stack(Thread *t, std::uintptr_t a, std::uintptr_t b) {
  learn_thread_stack(t);
  if (!(t->stack.contains(a) && t->stack.contains(b)) &&
      !(t->fiber->stack.contains(a) && t->fiber->stack.contains(b)) &&
      !(t->native_fiber.stack.contains(a) && t->native_fiber.stack.contains(b)))
    return false;
  if (t->is_on_signal_stack)
    return true;
  const StackBounds alternate = signal_stack(); // may be a local variable of a function
  return alternate.contains(a) == alternate.contains(b);
}

void begin_fibers(Thread *t) {
  Span *const memory = t->native_fiber.memory;
  t->native_fiber = Fiber();
  t->native_fiber.memory = memory;
  t->native_fiber.runs_on = t->native_fiber.ran_on = t;
  t->fiber = &t->native_fiber;
  t->stack = StackBounds::none();
  t->is_on_signal_stack = false;
  t->spans.use(memory, static_cast<std::uint32_t>(t->ids.next()));
}

void end_fibers(Thread *t) {
  if (t->fiber == &t->native_fiber)
    return;
  const FiberLock lock(t);
  if (lock.is_held())
    switch_to(t, t->native_fiber);
}

void keep_fibers_in_child(Thread *self) {
  FiberLock::reset();
  for (std::uint32_t number = 1; number <= count.load(std::memory_order_relaxed); ++number) {
    Fiber &fiber = table->fibers[number];
    if (!fiber.is_used)
      continue;
    if (fiber.runs_on != self)
      save(fiber);
    for (std::uint32_t i = 0; fiber.runs_on != self && i < fiber.saved.spans.depth(); ++i)
      fiber.saved.spans[i].inherit();
  }
  if (self && self->fiber != &self->native_fiber && !self->native_fiber.runs_on)
    for (std::uint32_t i = 0; i < self->native_fiber.saved.spans.depth(); ++i)
      self->native_fiber.saved.spans[i].inherit();
  for (std::uint32_t i = 0; self && i < self->spans.depth(); ++i)
    self->spans[i].inherit();
}

void close_suspended_fibers(Thread *t, std::uint8_t exit_flag) {
  const FiberLock lock(t);
  if (!lock.is_held())
    return;
  Fiber &previous = *t->fiber;
  const auto close = [&](Fiber &fiber) {
    if (fiber.runs_on || fiber.saved.spans.depth() == 0)
      return;
    switch_to(t, fiber);
    close_spans_down_to(t, 0, exit_flag);
  };
  for (std::uint32_t number = 1; number <= count.load(std::memory_order_relaxed); ++number)
    if (table->fibers[number].is_used)
      close(table->fibers[number]);
  for (Thread *other = first_thread(); other; other = other->next)
    if (other->status.load(std::memory_order_acquire) == ThreadStatus::live)
      close(other->native_fiber);
  switch_to(t, previous);
}

} // namespace telinject
