// Allocates and recycles thread blocks (thread_ring.h).  Memory comes from mmap alone.
#include "runtime/frontend/thread_ring.h"

#include "runtime/base/notice.h"
#include "runtime/base/sys.h"
#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/frontend/thread_end.h"
#include "runtime/storage/ring_file.h"

#include <cstring>
#include <new>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>

namespace telinject {

constinit __attribute__((tls_model("initial-exec"))) __thread Thread *current_thread = nullptr;
constinit DropCounter dropped_events;

namespace {

constinit std::atomic<Thread *> all_threads{nullptr};
constinit std::atomic<std::uint32_t> thread_count{0};
// First position of this process's rings.  It grows with each fork, so that positions noted before the fork compare
// lower.
constinit std::uint64_t first_position = 0;
constexpr std::uint64_t position_step = std::uint64_t{1} << 44;

constexpr std::size_t page = 4096;
constexpr std::size_t span_memory = SpanStack::memory_for(SpanStack::capacity);
constexpr std::size_t alternate_stack_size = 64 * 1024;
constexpr std::size_t eager_bytes = 64 * 1024; // of a new ring, touched at once; the writer touches the rest

long advise(void *at, std::size_t size, int advice) {
  return sys::call(SYS_madvise, sys::as_long(at), static_cast<long>(size), advice);
}

// Shrinks the rings of programs with many threads, so that together they do not exhaust the machine's memory.
std::uint64_t ring_size_for(std::uint32_t threads, std::uint64_t requested) {
  const std::uint64_t size = threads > 64 ? requested / 16 : threads > 16 ? requested / 4 : requested;
  return size < 4 * max_record_size ? 4 * max_record_size : size;
}

Thread *take_free_block() {
  for (Thread *t = all_threads.load(std::memory_order_acquire); t; t = t->next) {
    ThreadStatus expected = ThreadStatus::free;
    if (t->status.load(std::memory_order_relaxed) == ThreadStatus::free &&
        t->status.compare_exchange_strong(expected, ThreadStatus::taken, std::memory_order_acquire))
      return t;
  }
  return nullptr;
}

// Fresh pages are zero, which equals the initial values of the members.
Thread *new_block(std::uint64_t ring_bytes) {
  char *block = static_cast<char *>(sys::map((sizeof(Thread) + page - 1) / page * page));
  void *spans = sys::map(span_memory, MAP_NORESERVE);
  void *sites = sys::map(sizeof(SiteMemory), MAP_NORESERVE);
  if (!block || !spans || !sites)
    return nullptr;
  advise(spans, span_memory, MADV_NOHUGEPAGE);
  Thread *t = new (block) Thread; // placement only: no allocation
  t->ring_bytes = ring_size_for(thread_count.fetch_add(1, std::memory_order_relaxed), ring_bytes);
  advise(&t->ring, page, MADV_WIPEONFORK);
  t->native_fiber.memory = static_cast<Span *>(spans);
  t->sites = static_cast<SiteMemory *>(sites);
  t->spans.use(t->native_fiber.memory, 0);
  t->ids.seed(random_seed());
  t->status.store(ThreadStatus::taken, std::memory_order_relaxed);
  t->next = all_threads.load(std::memory_order_relaxed);
  while (!all_threads.compare_exchange_weak(t->next, t, std::memory_order_release, std::memory_order_relaxed)) {
  }
  return t;
}

// telinject-events recover reads this.
void note_thread_in_file(Thread *t) {
  if (t->ring_region)
    t->ring_region->thread = t->facts;
}

void begin_owner(Thread *t) {
  t->handle = static_cast<std::uintptr_t>(pthread_self());
  t->facts.id = sys::thread_id();
  std::memset(t->facts.name, 0, sizeof t->facts.name);
  sys::call(SYS_prctl, PR_GET_NAME, sys::as_long(t->facts.name));
  ++t->facts.generation;
  begin_fibers(t);
  t->values_used = 0;
  t->ending_rounds = 0;
  t->flags = ThreadFlags{.end = first_thread_end(), .keeps_literals = keep_literals, .asks_clock = !clock_uses_counter};
  t->context_flags = 0;
  t->inherited = inherited_context;
  inherited_context = Continued();
  t->unsampled_frame_limit = 0;
  t->calls_until_root_search = t->calls_between_root_searches = 0;
  t->no_roots_window = 0;
  t->next_enter_is_coroutine = false;
  note_thread_in_file(t);
}

} // namespace

Thread *first_thread() {
  return all_threads.load(std::memory_order_acquire);
}

SuppressedTotals suppressed_totals() {
  SuppressedTotals sum;
  for (const Thread *t = first_thread(); t; t = t->next) {
    const SuppressedCounters &u = t->suppressed_counters;
    sum.suppressed.iterations += u.iterations.load(std::memory_order_relaxed);
    sum.suppressed.branches += u.branches.load(std::memory_order_relaxed);
    sum.suppressed.changes += u.changes.load(std::memory_order_relaxed);
    sum.suppressed.functions += u.spans.load(std::memory_order_relaxed);
    sum.suppressed.loops += u.loops.load(std::memory_order_relaxed);
    sum.suppressed.try_blocks += u.try_blocks.load(std::memory_order_relaxed);
    sum.traces_sampled_out += u.traces_sampled_out.load(std::memory_order_relaxed);
  }
  return sum;
}

void forget_call_counts() {
  for (Thread *t = first_thread(); t; t = t->next)
    t->sites->calls.forget();
}

Thread *begin_thread(std::uint64_t ring_bytes) {
  current_thread = thread_starting;
  Thread *t = take_free_block();
  if (!t)
    t = new_block(ring_bytes);
  if (!t) {
    current_thread = nullptr;
    return nullptr;
  }
  if (!t->ring.has_memory() && !provide_ring(t)) {
    t->status.store(ThreadStatus::free, std::memory_order_release);
    current_thread = nullptr;
    return nullptr;
  }
  begin_owner(t);
  provide_alternate_stack(t);
  t->status.store(ThreadStatus::live, std::memory_order_release);
  current_thread = t;
  return t;
}

void end_thread(Thread *t) {
  current_thread = thread_over;
  publish_nothing(t);
  t->open_calls.forget();
  stack_t now;
  if (sigaltstack(nullptr, &now) == 0 && now.ss_sp == t->alternate_stack && t->alternate_stack) {
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
  }
  end_fibers(t);
  budget_give_back(t->lines);
  t->lines = 0;
  if (t->spans.depth() > 256) // release the pages of a deep recursion
    advise(t->native_fiber.memory, span_memory, MADV_DONTNEED);
  t->status.store(ThreadStatus::finished, std::memory_order_release);
}

bool check_next_record(Thread *t) {
  if (has_valid_size(*t->ring.record(t->drain_at), t->drain_end - t->drain_at))
    return true;
  t->drain_at = t->drain_end;
  dropped_events.add(1);
  warn("the records of a thread are damaged; what is left of them is dropped");
  return false;
}

void recycle_thread(Thread *t) {
  t->status.store(ThreadStatus::free, std::memory_order_release);
}

bool provide_ring(Thread *t) {
  RegionHead *region = nullptr;
  char *memory = t->ring_memory;
  if (!memory)
    memory = ring_file_take_ring(t->ring_bytes, region);
  if (!memory) {
    const std::uint64_t bytes = Ring::memory_for(t->ring_bytes);
    memory = static_cast<char *>(sys::map(bytes, MAP_NORESERVE));
    if (!memory)
      return false;
    advise(memory, bytes, MADV_WIPEONFORK); // a child copies none of it
  }
#ifdef MADV_POPULATE_WRITE
  if (!t->ring_memory)
    advise(memory, eager_bytes, MADV_POPULATE_WRITE);
#endif
  t->ring_memory = memory;
  t->ring_region = region;
  note_thread_in_file(t);
  t->ring.use(memory, t->ring_bytes, first_position);
  return true;
}

bool is_only_thread(const Thread *self) {
  for (const Thread *t = first_thread(); t; t = t->next)
    if (t != self && t->status.load(std::memory_order_acquire) != ThreadStatus::free)
      return false;
  return true;
}

namespace {

void forget_file_ring(Thread *t, std::uint64_t position) {
  if (t->ring_region)
    t->ring_memory = nullptr;
  t->ring_region = nullptr;
  t->ring.leave_memory(position);
}

} // namespace

void leave_ring_file() {
  for (Thread *t = first_thread(); t; t = t->next)
    if (t->ring_region)
      forget_file_ring(t, t->ring.head());
  ring_file_leave();
  forget_literals();
}

void keep_calling_thread_only() {
  Thread *const self = current_thread;
  first_position += position_step;
  for (Thread *t = first_thread(); t; t = t->next) {
    forget_file_ring(t, first_position);
    t->ids.seed(random_seed());
    t->suppressed_counters.reset();
    t->sites->folds.clear();
    t->process_folds = t->lines = t->dry_window = t->no_roots_window = 0;
    t->drain_at = t->drain_end = 0;
    t->prefaulted = false;
    t->text.last_ns = 0;
    ++t->facts.generation; // its rendered text and its pages are new
    if (t != self)
      t->status.store(ThreadStatus::free, std::memory_order_relaxed);
  }
  keep_fibers_in_child(self);
  if (is_block(self))
    self->facts.id = sys::thread_id();
}

void provide_alternate_stack(Thread *t) {
  stack_t now;
  if (sigaltstack(nullptr, &now) != 0 || (now.ss_flags & SS_DISABLE) == 0)
    return;
  if (!t->alternate_stack) {
    // A guard page below.
    char *memory = static_cast<char *>(sys::map(page + alternate_stack_size, MAP_NORESERVE));
    if (!memory)
      return;
    sys::call(SYS_mprotect, sys::as_long(memory), page, PROT_NONE);
    t->alternate_stack = memory + page;
  }
  stack_t alternate{};
  alternate.ss_sp = t->alternate_stack;
  alternate.ss_size = alternate_stack_size;
  sigaltstack(&alternate, nullptr);
}

} // namespace telinject
