// The open spans of one thread, innermost last.  Owner thread only; others may read it once the owner stands still.
#pragma once

#include "runtime/core/record.h"
#include "runtime/frontend/throttle.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace telinject {

// Where on the stack a function is called, seen from its hook.
struct FrameAddress {
  std::uintptr_t low = 0;
  std::uintptr_t return_address = 0;

  // Where the arguments of the hook are that came in no register; null where that is not known.
  const std::uint64_t *stack_words() const {
#if defined(__x86_64__)
    return reinterpret_cast<const std::uint64_t *>(low + 16); // behind a saved register and the address it returns to
#else
    return nullptr;
#endif
  }
  // Of a span that no frame which begins shows to be over: one by hand, a coroutine's.  high: where the stack ends.
  // number: tells such frames apart.
  static FrameAddress unbound(std::uintptr_t high, std::uint32_t number = 0) { return {high, number}; }
  // No code is at addresses that low.
  bool is_unbound() const { return return_address <= max_number; }

private:
  static constexpr std::uintptr_t max_number = 64 * 1024 + 1;
};

struct Coroutine;

// What makes a span more than the usual one, which is a function without any of this: then all bytes are 0.
struct SpanFlags {
  SpanKind kind = SpanKind::function;
  char exit_reason = 0;   // a loop: how it ends, as telinject_ends was told; 0: not told
  bool moved = false;     // a coroutine's: not where its handle says, nor in the ring that entry_at speaks of
  bool inherited = false; // open when this process was forked: context only, never told as ended
  bool resumed = false;   // a coroutine's outermost span, where it was resumed: `coroutine` is what closing it ends
  bool has_suppressed = false; // `suppressed` holds something
  bool exit_recorded = false;  // its exit was recorded at `exit_at`
  bool continued = false;      // no span, but a place of another thread or process where spans go on (with `resumed`)

  constexpr std::uint64_t bits() const {
    static_assert(sizeof(SpanFlags) == sizeof(std::uint64_t));
    return __builtin_bit_cast(std::uint64_t, *this);
  }
};

// Those of a span that tells nothing of itself, nor of what was left out inside it.
constexpr SpanFlags suppressed_flags{.kind = SpanKind::suppressed};

// What every function needs stands first.  Members that a mark speaks of hold nothing without it.
struct alignas(64) Span {
  SpanFlags flags;
  std::uint64_t id;     // of a silent span: that of the span around it
  std::uint64_t parent; // 0: none
  const char *site;
  std::uint64_t start; // ticks
  FrameAddress frame;
  // Where in the ring its entry's record begins; a signal handler may jump out of a hook half-way, and whether the
  // record was committed shows in how far the ring was published.
  std::uint64_t entry_at;

  const char *value_code; // of the return value; null: none was told
  std::uint64_t value;    // where it is one word: value_size is in_span ...
  std::uint32_t value_at; // ... else where it is in the thread's memory for return values
  std::uint16_t value_size;
  static constexpr std::uint16_t in_span = 0xffff;
  int handle;
  SiteCalls *calls;          // null: not counted
  const char *function_site; // of the function around, its own where it is one
  std::uint64_t exit_at;
  std::uint64_t iterations; // of a loop
  Coroutine *coroutine;
  Suppressed suppressed;
  static constexpr std::uint64_t nowhere = ~std::uint64_t{0};

  bool is_recorded() const { return flags.kind != SpanKind::suppressed; }
  // Its exit's record is about to be committed there.
  void note_exit(std::uint64_t position) {
    exit_at = position;
    std::atomic_signal_fence(std::memory_order_seq_cst); // a mark without its position would speak of an earlier span
    flags.exit_recorded = true;
  }
  // The counts of what was not told inside it.
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

  // Bytes of memory for a stack of at most max_depth spans.
  static constexpr std::size_t memory_for(std::uint32_t max_depth) {
    return (std::size_t{max_depth} + 1) * sizeof(Span);
  }

  // memory: memory_for(max_depth) bytes, may be touched for the first time by push.  salt: tells this thread's handles
  // from others'.
  void use(Span *memory, std::uint32_t salt, std::uint32_t max_depth = capacity) {
    move_to(memory, max_depth);
    pushed_ = salt;
    depth_ = 0;
  }
  // The same spans in other memory, to which the caller has copied them, the one in front of the first included.
  void move_to(Span *memory, std::uint32_t max_depth) {
    // What top() gives where no span is open: encloses no frame and has no handle that is given out, so that the plain
    // hooks need not ask for the depth.
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

  // The slot of the next span; it becomes one by push().  A signal handler may use the same slot before that.
  Span &next() const { return spans_[depth_]; }
  static Span &behind(Span &top) { return *(&top + 1); } // the same, where the top is known already
  // Gives the new span its handle: never 0, and told apart from handles of spans that stood in this place before.
  int push() { return push(next()); }
  // Where the slot is known already.
  int push(Span &next) {
    const std::uint32_t depth = depth_ + 1;
    const std::uint32_t handle = (++pushed_ << 17 | depth) & 0x7fffffff;
    next.handle = static_cast<int>(handle);
    std::atomic_signal_fence(std::memory_order_seq_cst); // whole before it is seen to be there
    depth_ = depth;
    return static_cast<int>(handle);
  }
  void pop() { --depth_; }
  void truncate(std::uint32_t depth) { depth_ = depth; }
  // A span that was taken off another stack, with its handle; there must be room.
  void put(const Span &span) { spans_[depth_++] = span; }

  // Index of the open span with that handle, or -1.
  std::int64_t find(int handle) const {
    const std::uint32_t place = static_cast<std::uint32_t>(handle) & 0x1ffff;
    if (place != 0 && place <= depth_ && spans_[place - 1].handle == handle)
      return place - 1;
    return handle == 0 ? -1 : find_moved(handle);
  }

  // Is a function that begins now in `frame` certainly called from within the innermost span?  All but a few are.
  bool top_encloses(const FrameAddress &frame) const {
    const FrameAddress &old = top().frame;
    return frame.low < old.low || (frame.low == old.low && frame.return_address != old.return_address); // inlined
  }
  // Is the innermost span certainly over, seen from there?  Either the same call is made again from the same place of
  // the stack, or the new frame lies above (the stack has been unwound past it).  The second holds only if both frames
  // are on one stack: the caller has to check that when `needs_same_stack` is set. reach: bytes above the innermost
  // span's frame which may still be its call's stack arguments.
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
