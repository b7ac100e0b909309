// All that the runtime keeps for one thread: ring, span stack, ids.  Blocks are never given back to the system; when a
// thread has ended and its ring is drained, its block goes to the next new thread.
#pragma once

#include "flight.h"
#include "ids.h"
#include "losses.h"
#include "ring.h"
#include "span_stack.h"
#include "stack_bounds.h"

#include <atomic>

namespace telinject {

// taken: a new owner is setting it up.  finished: the owner has gone, records may still wait.
enum class ThreadStatus : std::uint32_t { free, taken, live, finished };

struct alignas(64) Thread {
  // Owner only, but for `busy`: the frame address of the runtime's function this thread is in, 0 where in none.
  std::atomic<std::uintptr_t> busy{0};
  Ring ring;
  SpanStack spans;
  IdSource ids;
  std::uint64_t trace_high = 0, trace_low = 0; // of the open root
  bool sampled = false;                        // is the open root's trace written?
  bool exiting = false;                        // pthread_exit was called
  bool calls_program = false;                  // the runtime calls code of the program, whose events are not wanted
  int ending_rounds = 0;
  std::uint32_t values_used = 0; // of return_values
  StackBounds stack;
  Flights flights;
  char *alternate_stack = nullptr;
  char return_values[8 * 1024]; // of open spans, innermost last

  // Written by the owner before the block becomes live, then read by whoever drains.
  int thread_id = 0;
  char name[16] = {};
  std::uint32_t generation = 0; // counts the threads that had this block

  std::atomic<ThreadStatus> status{ThreadStatus::free};
  Thread *next = nullptr; // in the list of all blocks

  // Whoever drains only.
  std::uint64_t drain_at = 0, drain_end = 0;
  Thread *drain_next = nullptr;
  std::uint64_t last_ns = 0;
  std::uint32_t rendered_generation = 0;
  bool prefaulted = false; // the ring's pages have been touched
  std::size_t rendered_size = 0;
  char rendered[192]; // the format's text of thread id and name
};

// This thread's block; one of the marks below; null where it has had no event yet.
extern __attribute__((tls_model("initial-exec"))) __thread Thread *current_thread;

// Marks in place of a block.
inline Thread *const thread_starting = reinterpret_cast<Thread *>(1); // its block is being made: events in between are lost
inline Thread *const thread_over = reinterpret_cast<Thread *>(2);     // its block has been given back
inline Thread *const thread_is_writer = reinterpret_cast<Thread *>(3);

inline bool is_block(const Thread *t) { return reinterpret_cast<std::uintptr_t>(t) > 15; }

// The list of all blocks, for whoever drains or ends the process.
Thread *first_thread();

// Makes or reuses a block for the calling thread and sets current_thread; null where there is no memory.
// ring_bytes: size of the first few rings; with many threads further ones are smaller.
Thread *begin_thread(std::uint64_t ring_bytes);

// Called when the thread ends: takes the block from it.
void end_thread(Thread *t);

// Whoever drains: the block of a finished thread, drained, may have a new owner.
void recycle_thread(Thread *t);

// In a forked child: the calling thread keeps its block and starts an empty ring, all other blocks are free.
void keep_only_this_thread();

// The default action of stack overflow leaves no stack for a handler: gives the calling thread one, where it has none.
void provide_alternate_stack(Thread *t);

} // namespace telinject
