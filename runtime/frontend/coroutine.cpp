// Implements coroutine.h with blocks for suspended coroutines.  A block stores a few spans and links to further blocks
// for more.  Blocks are reused and never returned to the system.
#include "runtime/frontend/coroutine.h"

#include "runtime/base/sys.h"
#include "runtime/base/yield_lock.h"
#include "runtime/frontend/fiber.h"
#include "runtime/frontend/folded_calls.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/state.h"

#include <atomic>

namespace telinject {

struct Coroutine {
  enum Status : std::uint32_t { free, running, suspended };
  static constexpr std::uint32_t max_spans = 4;

  std::atomic<std::uint32_t> status{free};
  int process = 0;
  std::uint32_t count = 0;           // number of spans; this block stores the first max_spans of them
  Coroutine *continuation = nullptr; // block with the next max_spans spans
  Coroutine *older = nullptr;        // next in the list of all blocks
  Coroutine *next_free = nullptr;
  std::uint64_t trace_high = 0, trace_low = 0;
  bool sampled = false;
  std::uint16_t context_flags = 0;
  // The trace of the thread that runs the coroutine, restored when it suspends or ends.
  std::uint64_t thread_trace_high = 0, thread_trace_low = 0;
  bool thread_sampled = false;
  std::uint16_t thread_context_flags = 0;
  bool continued = false; // not a coroutine: stores what closing a span of open_continued restores
  Span spans[max_spans];
};

namespace {

constexpr std::size_t chunk_size = 64 * 1024;

constinit std::atomic<bool> pool_taken{false};
constinit std::atomic<Coroutine *> newest{nullptr};
constinit Coroutine *free_list = nullptr;

Coroutine *take_block() {
  const YieldLock lock(pool_taken);
  if (!lock.is_held())
    return nullptr;
  if (!free_list) {
    auto *chunk = static_cast<Coroutine *>(sys::map(chunk_size));
    if (!chunk)
      return nullptr;
    for (std::size_t i = 0; i < chunk_size / sizeof(Coroutine); ++i) {
      chunk[i].older = newest.load(std::memory_order_relaxed);
      newest.store(&chunk[i], std::memory_order_release);
      chunk[i].next_free = free_list;
      free_list = &chunk[i];
    }
  }
  Coroutine *const block = free_list;
  free_list = block->next_free;
  block->status.store(Coroutine::running, std::memory_order_relaxed);
  block->continuation = nullptr;
  block->count = 0;
  block->continued = false;
  return block;
}

void give_block(Coroutine *block) {
  const YieldLock lock(pool_taken);
  while (lock.is_held() && block) {
    Coroutine *const continuation = block->continuation;
    block->status.store(Coroutine::free, std::memory_order_relaxed);
    block->next_free = free_list;
    free_list = block;
    block = continuation;
  }
}

// Returns span number i of a coroutine; allocates memory for it if `make` is set.
Span *span_of(Coroutine *block, std::uint32_t i, bool make) {
  for (; i >= Coroutine::max_spans; i -= Coroutine::max_spans) {
    if (!block->continuation && (!make || !(block->continuation = take_block())))
      return nullptr;
    block = block->continuation;
  }
  return &block->spans[i];
}

void close_group(Thread *t, Coroutine *coroutine, std::uint8_t exit_flag) {
  const std::uint32_t below = t->spans.depth();
  resume(t, coroutine);
  close_spans_down_to(t, below, exit_flag);
}

} // namespace

Coroutine *suspend(Thread *t, int handle, Coroutine *coroutine) {
  const std::int64_t found = t->spans.find(handle);
  if (found < 0)
    return coroutine;
  const auto index = static_cast<std::uint32_t>(found);
  if (!coroutine && !(coroutine = take_block()))
    return nullptr;
  coroutine->count = t->spans.depth() - index;
  for (std::uint32_t i = 0; i < coroutine->count; ++i) {
    Span *const to = span_of(coroutine, i, true);
    if (!to)
      return coroutine; // they stay on the thread's stack: events of the resumer are then attributed to them
    if (t->spans[index + i].folds != 0)
      write_unattributed(t, t, t->spans[index + i].folds); // another thread may run it next
    *to = t->spans[index + i];
    to->flags.resumed = false;
    to->calls = nullptr;
  }
  coroutine->trace_high = t->trace_high;
  coroutine->trace_low = t->trace_low;
  coroutine->sampled = t->flags.sampled;
  coroutine->context_flags = t->context_flags;
  coroutine->process = process_of_runtime.load(std::memory_order_relaxed);
  Coroutine *const resumed = t->spans[index].flags.resumed ? t->spans[index].coroutine : nullptr;
  const Span *root = nullptr; // the outermost one that leaves with it
  for (std::uint32_t i = t->spans.depth(); i-- > index;)
    root = t->spans[i].is_root() ? &t->spans[i] : root;
  t->spans.truncate(index);
  if (resumed)
    leave_coroutine(t, resumed);
  else if (root)
    t->set_trace(root->trace_around);
  update_unsampled_frame_limit(t);
  publish_current(t);
  coroutine->status.store(Coroutine::suspended, std::memory_order_release);
  return coroutine;
}

void resume(Thread *t, Coroutine *coroutine) {
  if (coroutine->status.load(std::memory_order_acquire) != Coroutine::suspended)
    return;
  coroutine->status.store(Coroutine::running, std::memory_order_relaxed);
  coroutine->thread_trace_high = t->trace_high;
  coroutine->thread_trace_low = t->trace_low;
  coroutine->thread_sampled = t->flags.sampled;
  coroutine->thread_context_flags = t->context_flags;
  t->set_trace({coroutine->trace_high, coroutine->trace_low, coroutine->sampled, coroutine->context_flags});
  t->inherited.span = 0;
  const std::uint32_t below = t->spans.depth();
  const bool inherited = coroutine->process != process_of_runtime.load(std::memory_order_relaxed);
  for (std::uint32_t i = 0; i < coroutine->count && has_room_for_span(t); ++i) {
    Span span = *span_of(coroutine, i, false);
    span.flags.moved = true;
    span.flags.inherited |= inherited;
    span.flags.exit_recorded = false;
    span.flags.resumed = i == 0;
    span.coroutine = coroutine;
    span.frame = FrameAddress::unbound(t->stack.high);
    t->spans.put(span);
  }
  update_unsampled_frame_limit(t);
  publish_current(t);
  t->active_exceptions.rebase_depth(below, t->spans.depth());
}

void drop(Thread *t, Coroutine *coroutine) {
  if (coroutine->status.load(std::memory_order_acquire) == Coroutine::suspended)
    close_group(t, coroutine, record_abandoned);
  give_block(coroutine);
}

TraceState trace_around(const Coroutine *coroutine) {
  return {coroutine->thread_trace_high, coroutine->thread_trace_low, coroutine->thread_sampled,
          coroutine->thread_context_flags};
}

void leave_coroutine(Thread *t, Coroutine *coroutine) {
  t->set_trace(trace_around(coroutine));
  if (coroutine->continued)
    give_block(coroutine);
}

Continued continue_remote(Thread *t, const RemoteParent &parent) {
  Continued c{parent.trace_high, parent.trace_low, parent.span, parent.sampled, 0};
  if (!config.follows_parent)
    c.sampled = keep_trace(c.trace_low, settings.sample_threshold.load(std::memory_order_relaxed));
  if (!c.sampled)
    sample_out(t, c.sampled, c.context_flags);
  return c;
}

int open_continued(Thread *t, const Continued &context) {
  Coroutine *const block = has_room_for_span(t) ? take_block() : nullptr;
  if (!block)
    return 0;
  block->continued = true;
  block->thread_trace_high = t->trace_high;
  block->thread_trace_low = t->trace_low;
  block->thread_sampled = t->flags.sampled;
  block->thread_context_flags = t->context_flags;
  t->set_trace({context.trace_high, context.trace_low, context.sampled, context.context_flags});
  t->inherited.span = 0;
  Span &span = t->spans.next();
  span.flags = SpanFlags();
  span.flags.kind = SpanKind::suppressed;
  span.flags.resumed = true;
  span.flags.trace = TraceChange::continued;
  span.id = context.span;
  span.parent = 0;
  span.site = span.function_site = "";
  span.frame = FrameAddress::unbound(t->stack.high);
  span.calls = nullptr;
  span.begin_folding(0);
  span.function_start = Span::never;
  span.value_code = nullptr;
  span.entry_at = Span::nowhere;
  span.coroutine = block;
  const int handle = t->spans.push();
  update_unsampled_frame_limit(t);
  publish_current(t);
  return handle;
}

void close_suspended(Thread *t, std::uint8_t exit_flag) {
  for (Coroutine *block = newest.load(std::memory_order_acquire); block; block = block->older)
    if (block->status.load(std::memory_order_acquire) == Coroutine::suspended)
      close_group(t, block, exit_flag);
}

} // namespace telinject
