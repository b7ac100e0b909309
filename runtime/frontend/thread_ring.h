// All that the runtime keeps for one thread: ring, span stack, ids.  Blocks are never given back to the system; when a
// thread has ended and its ring is drained, its block goes to the next new thread.
#pragma once

#include "runtime/base/ids.h"
#include "runtime/base/stack_bounds.h"
#include "runtime/core/drop_counter.h"
#include "runtime/core/ring.h"
#include "runtime/core/thread_text.h"
#include "runtime/frontend/active_exceptions.h"
#include "runtime/frontend/fiber.h"
#include "runtime/frontend/literals.h"
#include "runtime/frontend/span_stack.h"

#include <atomic>
#include <initializer_list>

namespace telinject {

struct RegionHead;

// taken: a new owner is setting it up.  finished: the owner has gone, records may still wait.
enum class ThreadStatus : std::uint32_t { free, taken, live, finished };

// What a thread did not tell, counted exactly.  Written by the owner alone, read by whoever sums up.
struct SuppressedCounters {
  using Count = std::atomic<std::uint64_t>;
  Count iterations{0}, branches{0}, changes{0};
  Count spans{0}; // of functions, too deep or thinned out: an entry and an exit each
  Count traces_sampled_out{0};

  static void add(Count &count, std::uint64_t n) {
    count.store(count.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  void add(const Suppressed &s) {
    add(iterations, s.iterations);
    add(branches, s.branches);
    add(changes, s.changes);
    add(spans, s.functions);
  }
  void reset() {
    for (Count *count : {&iterations, &branches, &changes, &spans, &traces_sampled_out})
      count->store(0, std::memory_order_relaxed);
  }
};

// Is the thread being ended by the unwinding of its stack?  may_be_cancelled: somebody asked for it, and whether it has
// begun is up to the C library (thread_end.h).
enum class ThreadEnd : std::uint8_t { none, may_be_cancelled, exiting };

// What makes a thread's events more than plain ones: anything but `sampled` alone.
struct ThreadFlags {
  bool sampled = false;            // is the open root's trace recorded?
  ThreadEnd end = ThreadEnd::none; // another thread writes may_be_cancelled
  // Of the process: the same for all threads, constant.
  bool keeps_literals = false; // literals.h
  bool asks_clock = false;     // the processor's counter is not used (clock.h)

  constexpr std::uint32_t bits() const {
    static_assert(sizeof(ThreadFlags) == sizeof(std::uint32_t));
    return __builtin_bit_cast(std::uint32_t, *this);
  }
};

struct alignas(64) Thread {
  // Owner only, but for `busy`: the frame address of the runtime's function this thread is in, 0 where in none.
  std::atomic<std::uintptr_t> busy{0};
  // A function whose frame is below this belongs to a trace that is sampled out, and costs nothing more than to find
  // that out; 0 where the open trace is sampled.
  std::uintptr_t unsampled_frame_limit = 0;
  // Where that function of the runtime returns to, as its frame has it: a frame that no longer does was jumped out of.
  std::uintptr_t busy_return = 0;
  // The stack whose spans are in `spans`, or an alternate signal stack on top of it: an event whose frame is outside of
  // it comes from another one (fiber.h).  Nowhere before the first event.
  StackBounds stack;
  SpanStack spans;
  IdSource ids;
  std::uint64_t trace_high = 0, trace_low = 0; // of the open root
  ThreadFlags flags;
  std::uint16_t context_flags = 0;      // of the open root's records (record.h)
  bool in_user_callback = false;        // the runtime calls code of the program, whose events are not wanted
  bool next_enter_is_coroutine = false; // the next function is one
  CallCounts calls;
  ActiveExceptions active_exceptions;
  SuppressedCounters suppressed_counters;
  // frame: the address of the caller's, behind which the address is that it returns to.
  void mark_busy(std::uintptr_t frame) {
    busy_return = return_address_in(frame);
    busy.store(frame, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
  static std::uintptr_t return_address_in(std::uintptr_t frame) {
    return reinterpret_cast<const std::uintptr_t *>(frame)[1];
  }
  int ending_rounds = 0;
  std::uint32_t depth_at_end = 0; // open spans when pthread_exit was called, less those it has left since
  std::uint32_t values_used = 0;  // of return_values
  Fiber native_fiber;             // the stack the thread was started on
  Fiber *fiber = nullptr;         // whose spans are in `spans`
  bool is_on_signal_stack = false;
  char *alternate_stack = nullptr;
  char return_values[8 * 1024]; // of open spans, innermost last; what is one word is in the span itself

  // Written by the owner before the block becomes live, then read by whoever drains.
  std::uintptr_t handle = 0; // its pthread_t
  ThreadFacts facts;         // its generation counts the threads that had this block

  std::atomic<ThreadStatus> status{ThreadStatus::free};
  Thread *next = nullptr; // in the list of all blocks

  // Whoever drains only.
  std::uint64_t drain_at = 0, drain_end = 0;
  Thread *drain_next = nullptr;
  bool prefaulted = false; // the ring's pages have been touched
  ThreadText text;

  // Where the ring is, which a forked child finds as it was; null: it has none yet.
  char *ring_memory = nullptr;
  std::uint64_t ring_bytes = 0;
  RegionHead *ring_region = nullptr; // where that is a file's
  SeenLiterals seen;                 // where texts of literals are told (literals.h)

  // On a page of its own, which the kernel wipes in a forked child, however it was forked: there is no room in the ring
  // then, and the child gets one of its own before it records anything (provide_ring).
  alignas(4096) Ring ring;
};

// This thread's block; one of the flags below; null where it has had no event yet.
extern __attribute__((tls_model("initial-exec"))) __thread Thread *
    current_thread asm("telinject_i_current_thread"); // hooks.cpp needs the name

// Marks in place of a block.
inline Thread *const thread_starting =
    reinterpret_cast<Thread *>(1);                                // its block is being made: events in between are lost
inline Thread *const thread_over = reinterpret_cast<Thread *>(2); // its block has been given back
inline Thread *const thread_is_writer = reinterpret_cast<Thread *>(3);
inline Thread *const thread_confined =
    reinterpret_cast<Thread *>(4); // it may make no system calls (confined.cpp): its events are lost

inline bool is_block(const Thread *t) {
  return reinterpret_cast<std::uintptr_t>(t) > 15;
}

// The list of all blocks, for whoever drains or ends the process.
Thread *first_thread();

// What all threads so far did not tell.
struct SuppressedTotals {
  Suppressed suppressed; // functions: spans
  std::uint64_t traces_sampled_out = 0;
  bool any() const { return suppressed.any() || traces_sampled_out != 0; }
};
SuppressedTotals suppressed_totals();
// Around dlclose.
void forget_call_counts();

// Makes or reuses a block for the calling thread and sets current_thread; null where there is no memory.
// ring_bytes: size of the first few rings; with many threads further ones are smaller.
Thread *begin_thread(std::uint64_t ring_bytes);

// Called when the thread ends: takes the block from it.
void end_thread(Thread *t);

// Whoever drains: the block of a finished thread, drained, may have a new owner.
void recycle_thread(Thread *t);

// In a forked child: the calling thread keeps its block and starts an empty ring, all other blocks are free.
void keep_calling_thread_only();

// Is there no live thread but this one?
bool is_only_thread(const Thread *t);
// The ring file is gone: threads get rings in a new one with their next events.  All is written, nobody records
// anything.
void leave_ring_file();

// Gives the thread's ring memory; false where there is none.  Needed in a forked child only, and by begin_thread.
bool provide_ring(Thread *t);

// Commits the record that was written where t->ring.reserve() said.
inline void commit_record(Thread *t, const Record *r) {
  if (__builtin_expect(keep_literals, 0))
    return commit_with_literals(t, r);
  t->ring.commit(r->size);
}

// The default action of stack overflow leaves no stack for a handler: gives the calling thread one, where it has none.
void provide_alternate_stack(Thread *t);

} // namespace telinject
