// The per-thread state of the runtime: ring, span stack, ids.  Blocks are never returned to the system; after a thread
// has ended and its ring is drained, a new thread reuses its block.
#pragma once

#include "runtime/base/ids.h"
#include "runtime/base/stack_bounds.h"
#include "runtime/core/drop_counter.h"
#include "runtime/core/ring.h"
#include "runtime/core/thread_text.h"
#include "runtime/frontend/active_exceptions.h"
#include "runtime/frontend/fiber.h"
#include "runtime/frontend/literals.h"
#include "runtime/frontend/open_calls.h"
#include "runtime/frontend/published_spans.h"
#include "runtime/frontend/span_stack.h"
#include "runtime/frontend/trace_context.h"

#include <atomic>
#include <initializer_list>

namespace telinject {

struct CallState;
struct RegionHead;

// taken: a new owner is setting it up.  finished: the owner has ended; records may still wait.
enum class ThreadStatus : std::uint32_t { free, taken, live, finished };

// Exact counts of the events a thread suppressed.  Only the owner writes them; any thread may sum them up.
struct SuppressedCounters {
  using Count = std::atomic<std::uint64_t>;
  Count iterations{0}, branches{0}, changes{0};
  Count spans{0}; // function spans, too deep or folded: an entry and an exit each
  Count loops{0}, try_blocks{0};
  Count traces_sampled_out{0};

  static void add(Count &count, std::uint64_t n) {
    count.store(count.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  void subtract(const Suppressed &s) {
    Suppressed negative{-s.iterations, -s.branches, -s.changes, -s.functions, -s.loops, -s.try_blocks};
    add(negative); // another thread may have added it: the sum of all is right
  }
  void add(const Suppressed &s) {
    add(iterations, s.iterations);
    add(branches, s.branches);
    add(changes, s.changes);
    add(spans, s.functions);
    add(loops, s.loops);
    add(try_blocks, s.try_blocks);
  }
  void reset() {
    for (Count *count : {&iterations, &branches, &changes, &spans, &loops, &try_blocks, &traces_sampled_out})
      count->store(0, std::memory_order_relaxed);
  }
};

// Whether unwinding of the stack ends the thread.  may_be_cancelled: a cancellation was requested; the C library knows
// whether it has begun (thread_end.h).
enum class ThreadEnd : std::uint8_t { none, may_be_cancelled, exiting };

// Flags that keep a thread's events off the fast path: anything but `sampled` alone.
struct ThreadFlags {
  bool sampled = false;            // the open root's trace is recorded
  ThreadEnd end = ThreadEnd::none; // another thread writes may_be_cancelled
  // Settings of the process: constant, and the same for all threads.
  bool keeps_literals = false; // literals.h
  bool asks_clock = false;     // the processor's counter is not used (clock.h)

  constexpr std::uint32_t bits() const {
    static_assert(sizeof(ThreadFlags) == sizeof(std::uint32_t));
    return __builtin_bit_cast(std::uint32_t, *this);
  }
};

// What a thread knows of the sites it passes.  All zero at first; touched on demand.
struct SiteMemory {
  CallCounts calls;
  FoldTable folds;
};

struct alignas(64) Thread {
  // Accessed by the owner only, except for `busy`: the frame address of the runtime function the thread is in, or 0.
  std::atomic<std::uintptr_t> busy{0};
  // A function with a frame below this address belongs to a trace that is sampled out and returns after this
  // comparison; 0 if the open trace is sampled.
  std::uintptr_t unsampled_frame_limit = 0;
  // Return address in the frame of that runtime function: if the frame's return address differs, a jump left it.
  std::uintptr_t busy_return = 0;
  // The stack whose spans are in `spans`, or an alternate signal stack on top of it.  An event with a frame outside of
  // it comes from another stack (fiber.h).  Empty before the first event.
  StackBounds stack;
  // In a trace that is sampled out: calls until one looks whether it begins a trace of its own (roots.h).
  std::int32_t calls_until_root_search = 0;
  std::int32_t calls_between_root_searches = 0;
  std::uint64_t last_root_search = 0; // ticks
  SpanStack spans;
  IdSource ids;
  std::uint64_t trace_high = 0, trace_low = 0; // of the open root
  Continued inherited;                         // what its first outermost span continues
  ThreadFlags flags;
  std::uint16_t context_flags = 0;      // flags of the open root's records (record.h)
  bool in_user_callback = false;        // the runtime calls code of the program, whose events are not recorded
  bool next_enter_is_coroutine = false; // the next function entered is a coroutine
  SiteMemory *sites = nullptr;
  // Events that the thread may still record of the portion it took from the budget.
  std::uint32_t lines = 0;
  std::uint32_t dry_window = 0;      // the window of the budget in which there were no more
  std::uint32_t no_roots_window = 0; // the window in which there were none for roots that age alone makes (roots.h)
  std::uint32_t folds_reported = 0;  // the last request for them that the thread has answered
  std::uint32_t process_folds = 0;   // list of what was folded outside of all recorded spans
  std::uint32_t counted = 0;         // events that were counted in counted_window
  std::uint32_t counted_window = 0;
  std::uint64_t all_counted = 0;
  WatchProgress watch_progress;
  TraceState trace() const { return {trace_high, trace_low, flags.sampled, context_flags}; }
  void set_trace(const TraceState &trace) {
    trace_high = trace.high;
    trace_low = trace.low;
    flags.sampled = trace.is_sampled;
    context_flags = trace.context_flags;
    calls_until_root_search = 0; // that was for another trace
  }
  ActiveExceptions active_exceptions;
  const CallState *closing_call = nullptr; // the call whose span is being closed (calls.h)
  OpenCalls open_calls;
  SuppressedCounters suppressed_counters;
  // frame: address of the caller's frame, which is followed by its return address.
  void mark_busy(std::uintptr_t frame) {
    busy_return = return_address_in(frame);
    busy.store(frame, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
  static std::uintptr_t return_address_in(std::uintptr_t frame) {
    return reinterpret_cast<const std::uintptr_t *>(frame)[1];
  }
  int ending_rounds = 0;
  std::uint32_t depth_at_end = 0; // open spans when pthread_exit was called, minus those left since
  std::uint32_t values_used = 0;  // bytes used in return_values
  Fiber native_fiber;             // the stack the thread was started on
  Fiber *fiber = nullptr;         // the fiber whose spans are in `spans`
  bool is_on_signal_stack = false;
  char *alternate_stack = nullptr;
  char return_values[8 * 1024]; // values of open spans, innermost last; a value of one word is in the span itself

  // The owner writes these before the block becomes live; then the thread that holds the drain lock reads them.
  std::uintptr_t handle = 0; // its pthread_t
  ThreadFacts facts;         // its generation counts the threads that have used this block

  std::atomic<ThreadStatus> status{ThreadStatus::free};
  Thread *next = nullptr; // next in the list of all blocks

  // Used only with the drain lock held.
  std::uint64_t drain_at = 0, drain_end = 0;
  Thread *drain_next = nullptr;
  bool prefaulted = false; // the ring's pages have been touched
  ThreadText text;

  ThreadContextRecord context_record; // for other programs (published_spans.h)

  // Memory of the ring, inherited unchanged by a forked child; null if it has none yet.
  char *ring_memory = nullptr;
  std::uint64_t ring_bytes = 0;
  RegionHead *ring_region = nullptr; // set if the memory is in a ring file
  SeenLiterals seen_literals;        // literals whose texts are written (literals.h)

  // On a separate page, which the kernel wipes in any forked child: the ring then has no room, and the child gets
  // memory for a new one before it records anything (provide_ring).
  alignas(4096) Ring ring;
};

// This thread's block, one of the markers below, or null before the thread's first event.
extern __attribute__((tls_model("initial-exec"))) __thread Thread *
    current_thread asm("telinject_i_current_thread"); // hooks.cpp needs the name

// Markers stored instead of a block.
inline Thread *const thread_starting = reinterpret_cast<Thread *>(1); // the block is being set up: events meanwhile are
                                                                      // dropped
inline Thread *const thread_over = reinterpret_cast<Thread *>(2);     // the block was released
inline Thread *const thread_is_writer = reinterpret_cast<Thread *>(3);
inline Thread *const thread_confined =
    reinterpret_cast<Thread *>(4); // the thread may make no system calls (confined.cpp): its events are dropped

inline bool is_block(const Thread *t) {
  return reinterpret_cast<std::uintptr_t>(t) > 15;
}

// Returns the list of all blocks, for the drain and the end of the process.
Thread *first_thread();

// Sum of the events that all threads so far have suppressed.
struct SuppressedTotals {
  Suppressed suppressed; // functions: counts spans
  std::uint64_t traces_sampled_out = 0;
  bool any() const { return suppressed.any() || traces_sampled_out != 0; }
};
SuppressedTotals suppressed_totals();
// Called around dlclose.
void forget_call_counts();

// Creates or reuses a block for the calling thread and sets current_thread.  Returns null if no memory is available.
// ring_bytes: size of the first few rings; with many threads, later ones are smaller.
Thread *begin_thread(std::uint64_t ring_bytes);

// Releases the block when its thread ends.
void end_thread(Thread *t);

// Returns true if the record at t->drain_at is whole.  If not, the program has overwritten the ring: what is left of it is
// dropped.  With the drain lock held only.
bool check_next_record(Thread *t);

// Makes the drained block of a finished thread available to a new owner.  With the drain lock held only.
void recycle_thread(Thread *t);

// In a forked child: the calling thread keeps its block with an empty ring; all other blocks become free.
void keep_calling_thread_only();

// Returns true if no other thread is alive.
bool is_only_thread(const Thread *t);
// Detaches all rings from the ring file; threads get rings in a new file at their next event.  Requires that everything
// is written and no thread records.
void leave_ring_file();

// Gives the thread's ring memory; returns false if none is available.  Called by begin_thread and in a forked child.
bool provide_ring(Thread *t);

// Commits the record that was written at the address t->ring.reserve() returned.
inline void commit_record(Thread *t, const Record *r) {
  if (__builtin_expect(keep_literals, 0))
    return commit_with_literals(t, r);
  t->ring.commit(r->size);
}

// After a stack overflow a signal handler needs another stack: gives the calling thread an alternate one if it has
// none.
void provide_alternate_stack(Thread *t);

} // namespace telinject
