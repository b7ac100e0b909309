// The stack of one thread's open spans, innermost last.  Only the owner thread accesses it; other threads may read it
// once the owner has stopped.
#pragma once

#include "runtime/core/folded.h"
#include "runtime/core/record.h"
#include "runtime/frontend/site_levels.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace telinject {

// Where on the stack a function is called, as its hook sees it.
struct FrameAddress {
  std::uintptr_t low = 0;
  std::uintptr_t return_address = 0;

  // Address of the hook's arguments that were passed on the stack; null if unknown.
  const std::uint64_t *stack_words() const {
#if defined(__x86_64__)
    return reinterpret_cast<const std::uint64_t *>(low + 16); // after a saved register and the return address
#else
    return nullptr;
#endif
  }
  // The frame of a span that no later frame can prove closed: a manual span or a coroutine's.  high: the end of the
  // stack. number: distinguishes such frames.
  static FrameAddress unbound(std::uintptr_t high, std::uint32_t number = 0) { return {high, number}; }
  // No code has an address this low.
  bool is_unbound() const { return return_address <= max_number; }

private:
  static constexpr std::uintptr_t max_number = 64 * 1024 + 1;
};

struct Coroutine;

// What a span does to the trace of its thread.
enum class TraceChange : std::uint8_t {
  none,
  continued, // not a span but a remote context that spans continue (with `resumed`)
  request,   // the same, of a request that a server handles (requests.h)
  root,      // it begins a trace of its own inside another (roots.h)
  outermost, // it changes none, but its end has to be noted (published_spans.h)
};

// The trace that a thread's spans belong to.
struct TraceState {
  std::uint64_t high = 0, low = 0;
  bool is_sampled = false;
  std::uint16_t context_flags = 0; // of its records (record.h)
};

// Flags of a span that is not an ordinary function's; an ordinary function's span has all bytes 0.
struct SpanFlags {
  SpanKind kind = SpanKind::function;
  char exit_reason = 0;   // loops: the exit reason that telinject_loop_exit passed; 0: none
  bool moved = false;     // a coroutine's span: its index differs from its handle's, and entry_at refers to another
                          // ring
  bool inherited = false; // open when this process was forked: context only, never recorded as ended
  bool resumed = false;   // outermost span of a resumed coroutine; closing it leaves `coroutine`
  bool has_suppressed = false; // the counters in `suppressed` are in use
  bool exit_recorded = false;  // its exit was recorded at `exit_at`
  TraceChange trace = TraceChange::none;

  constexpr std::uint64_t bits() const {
    static_assert(sizeof(SpanFlags) == sizeof(std::uint64_t));
    return __builtin_bit_cast(std::uint64_t, *this);
  }
};

struct FoldFlags {
  bool written_late = false; // it was folded, and is recorded now all the same
  bool has_estimate = false; // calls whose time is an estimate, or were suspended, happened directly inside
  bool is_blind = false;     // events inside are not observed, as those of other calls are not
  bool folds_inner = false;  // events inside are folded, as it is folded itself or lies in such a span
  bool is_dormant = false;   // events inside are only observed in watches (dormancy.h)

  constexpr bool any() const { return written_late || has_estimate || is_dormant; }
};

// The flags of a span that emits no events and has no suppressed counts inside it.
constexpr SpanFlags suppressed_flags{.kind = SpanKind::suppressed};

// Members that every function needs come first.  A member that a flag guards is uninitialised without the flag.
struct alignas(64) Span {
  SpanFlags flags;
  std::uint64_t id;     // of a suppressed span: the id of the enclosing span
  std::uint64_t parent; // 0: none
  const char *site;
  std::uint64_t start; // ticks
  FrameAddress frame;
  // Ring position of its entry record.  A signal handler may jump out of a hook half-way; comparing this with the
  // published position shows whether the record was committed.
  std::uint64_t entry_at;

  const char *value_code; // code of the return value; null: none was recorded
  std::uint64_t value;    // a value of one word: value_size is in_span ...
  std::uint32_t value_at; // ... otherwise its offset in the thread's memory for return values
  std::uint16_t value_size;
  static constexpr std::uint16_t in_span = 0xffff;
  int handle;
  SiteCalls *calls;          // null: not known on this thread, or its calls need not be known
  const char *function_site; // site of the enclosing function; the span's own if it is a function
  // Folding (folded_calls.h).
  std::int64_t child_ticks; // duration of the calls directly inside that have ended
  std::uint32_t folds;      // list of what was folded into it (fold_table.h); 0: nothing
  std::uint32_t hooks;      // hooks called directly inside: what they cost is part of its own time
  std::uint32_t weight;     // it is folded and stands for so many calls; 0: it is not
  FoldKind fold_kind;       // if it is folded
  FoldFlags fold_flags;
  // When the function began that it is, or is in; `never`: it is in none whose age counts (roots.h).
  std::uint64_t function_start;
  std::uint64_t fold_owner; // of a span that was written late: the id of the span that it was folded into
  std::uint64_t exit_at;
  std::uint64_t iterations; // of a loop
  Coroutine *coroutine;
  TraceState trace_around; // of a root: its thread's trace once it has ended
  Suppressed suppressed;
  static constexpr std::uint64_t never = ~std::uint64_t{0} >> 1; // as a start: no time is later
  static constexpr std::uint64_t nowhere = ~std::uint64_t{0};
  // After so many events inside a span they are compared with the budget.
  static constexpr std::uint32_t events_per_check = 1024;

  // Returns true if the next event is to be compared.
  bool next_is_checked() const { return (hooks + iterations + 1) % events_per_check == 0; }
  bool is_recorded() const { return flags.kind != SpanKind::suppressed; }
  bool is_root() const { return flags.trace == TraceChange::root; }
  bool is_context() const { return flags.trace == TraceChange::continued || is_request(); }
  bool is_request() const { return flags.trace == TraceChange::request; }
  bool is_folded() const { return !is_recorded() && weight != 0; }
  // In a forked child: it stays open as context, and what was folded is the parent's.
  void inherit() {
    flags.inherited = true;
    folds = 0;
  }
  void begin_folding(std::uint32_t calls_it_stands_for) {
    child_ticks = 0;
    folds = 0;
    hooks = 0;
    iterations = 0;
    weight = calls_it_stands_for;
    fold_flags = FoldFlags();
  }
  // Call this just before the exit record is committed at that position.
  void note_exit(std::uint64_t position) {
    exit_at = position;
    std::atomic_signal_fence(std::memory_order_seq_cst); // a flag without its position would refer to an earlier span
    flags.exit_recorded = true;
  }
  // The counters of events suppressed inside it.
  Suppressed &suppressed_inside() {
    if (!flags.has_suppressed) {
      suppressed = Suppressed();
      flags.has_suppressed = true;
    }
    return suppressed;
  }
};

class SpanStack {
public:
  static constexpr std::uint32_t capacity = 64 * 1024;
  static constexpr std::uint32_t max_handle = (1u << 30) - 1;

  // Returns the bytes needed for a stack of at most max_depth spans.
  static constexpr std::size_t memory_for(std::uint32_t max_depth) {
    return (std::size_t{max_depth} + 1) * sizeof(Span);
  }

  // memory: memory_for(max_depth) bytes, which push touches on demand.  salt: makes this thread's handles differ from
  // those of other threads.
  void use(Span *memory, std::uint32_t salt, std::uint32_t max_depth = capacity) {
    move_to(memory, max_depth);
    pushed_ = salt;
    depth_ = 0;
  }
  // Moves to other memory, to which the caller has copied the spans, including the sentinel before the first one.
  void move_to(Span *memory, std::uint32_t max_depth) {
    // The sentinel that top() returns if no span is open: it encloses no frame and its handle is never issued, so the
    // fast hooks need not test the depth.
    memory->frame = {0, 0};
    memory->handle = -1;
    spans_ = memory + 1;
    max_depth_ = max_depth;
  }
  Span *memory() const { return spans_ - 1; }
  std::uint32_t max_depth() const { return max_depth_; }
  std::uint32_t depth() const { return depth_; }
  Span &operator[](std::uint32_t i) const { return spans_[i]; }
  Span &top() const { return *(spans_ + depth_ - 1); }
  bool full() const { return depth_ == max_depth_; }

  // The slot of the next span; push() makes it one.  A signal handler may use the same slot before that.
  Span &next() const { return spans_[depth_]; }
  static Span &slot_after(Span &top) { return *(&top + 1); } // the same if the caller already has the top
  // Issues the new span's handle: never 0, and different from the handles of earlier spans in this slot.
  int push() { return push(next()); }
  // The same if the caller already has the slot.
  int push(Span &next) {
    const std::uint32_t depth = depth_ + 1;
    const std::uint32_t handle = (++pushed_ << 17 | depth) & max_handle;
    next.handle = static_cast<int>(handle);
    std::atomic_signal_fence(std::memory_order_seq_cst); // the span must be complete before it becomes visible
    depth_ = depth;
    return static_cast<int>(handle);
  }
  void pop() { --depth_; }
  void truncate(std::uint32_t depth) { depth_ = depth; }
  // Adds a span that was taken from another stack, with its handle; there must be room.
  void put(const Span &span) { spans_[depth_++] = span; }

  // Returns the index of the open span with that handle, or -1.
  std::int64_t find(int handle) const {
    const std::uint32_t position = static_cast<std::uint32_t>(handle) & 0x1ffff;
    if (position != 0 && position <= depth_ && spans_[position - 1].handle == handle)
      return position - 1;
    return handle == 0 ? -1 : find_moved(handle);
  }

  // Returns true if a function that begins now in `frame` is certainly called from within the innermost span, as nearly
  // all are.
  bool top_encloses(const FrameAddress &frame) const {
    const FrameAddress &old = top().frame;
    return frame.low < old.low || (frame.low == old.low && frame.return_address != old.return_address); // inlined
  }
  // Returns true if `frame` proves that the innermost span is over: either the same call is made again from the same
  // stack address, or the new frame lies above it (the stack has been unwound past it).  The second case holds only if
  // both frames are on one stack; the caller must check that if `needs_same_stack` is set.
  // reach: bytes above the innermost span's frame that may still be its call's stack arguments.
  bool top_is_over(const FrameAddress &frame, std::size_t reach, bool &needs_same_stack) const {
    const FrameAddress &old = top().frame;
    needs_same_stack = false;
    if (frame.low == old.low && frame.return_address == old.return_address)
      return true;
    needs_same_stack = true;
    return frame.low > old.low && frame.low - old.low > reach;
  }

private:
  __attribute__((noinline)) std::int64_t find_moved(int handle) const {
    for (std::uint32_t i = depth_; i-- > 0;)
      if (spans_[i].flags.moved && spans_[i].handle == handle)
        return i;
    return -1;
  }

  Span *spans_ = nullptr;
  std::uint32_t depth_ = 0;
  std::uint32_t pushed_ = 0;
  std::uint32_t max_depth_ = 0;
};

} // namespace telinject
