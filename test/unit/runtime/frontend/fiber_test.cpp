// Tests the parts of fibers that need no second stack: bounds, and span stacks of other sizes.
#include "catch.h"

#include "runtime/base/stack_bounds.h"
#include "runtime/frontend/span_stack.h"

#include <cstring>
#include <pthread.h>
#include <sys/mman.h>
#include <vector>

using namespace telinject;

namespace {

std::uintptr_t current_frame() {
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

struct Found {
  StackBounds stack, part;
  std::uintptr_t frame = 0;
  bool is_exact = false;
};

void *find_bounds(void *found) {
  auto &f = *static_cast<Found *>(found);
  f.frame = current_frame();
  f.stack = thread_stack_bounds(f.is_exact);
  f.part = thread_stack_part(f.frame);
  return nullptr;
}

Found found_on_thread(const pthread_attr_t *attributes) {
  Found found;
  pthread_t thread;
  REQUIRE(pthread_create(&thread, attributes, find_bounds, &found) == 0);
  pthread_join(thread, nullptr);
  return found;
}

} // namespace

TEST_CASE("Fiber: what others have of a stack's bounds is taken from them", "[fiber]") {
  const StackBounds stack{100, 200};
  const auto check = [&](StackBounds other, std::uintptr_t address, std::uintptr_t low, std::uintptr_t high) {
    const StackBounds left = without(stack, other, address);
    CHECK(left.low == low);
    CHECK(left.high == high);
  };
  check({120, 140}, 150, 140, 200); // the address is above
  check({120, 140}, 110, 100, 120); // below
  check({50, 120}, 150, 120, 200);
  check({150, 250}, 120, 100, 150);
  check({200, 300}, 150, 100, 200); // beside it
  check({0, 100}, 150, 100, 200);
  check({120, 160}, 150, 100, 200); // both contain the address
}

TEST_CASE("Fiber: bounds that touch do not overlap", "[fiber]") {
  CHECK(StackBounds{0, 10}.overlaps({9, 20}));
  CHECK_FALSE(StackBounds{0, 10}.overlaps({10, 20}));
  CHECK_FALSE(StackBounds{10, 20}.overlaps({0, 10}));
  CHECK(StackBounds{0, 30}.overlaps({10, 20}));
}

TEST_CASE("Fiber: the main thread's stack", "[fiber]") {
  bool is_exact = false;
  const StackBounds stack = thread_stack_bounds(is_exact);
  REQUIRE(stack.known());
  CHECK(is_exact);
  CHECK(stack.contains(current_frame()));
  // Mapped memory does not belong to the stack.
  void *const mapped = mmap(nullptr, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK_FALSE(stack.contains(reinterpret_cast<std::uintptr_t>(mapped)));
  munmap(mapped, 65536);
  static char variable;
  CHECK_FALSE(stack.contains(reinterpret_cast<std::uintptr_t>(&variable)));
  CHECK_FALSE(thread_stack_part(current_frame()).known());
}

TEST_CASE("Fiber: a thread's stack is exact where the C library made it", "[fiber]") {
  const Found found = found_on_thread(nullptr);
  CHECK(found.is_exact);
  CHECK(found.stack.contains(found.frame));
#ifdef __SANITIZE_THREAD__ // its thread-local data exceeds the part that is known without a system call
  CHECK_FALSE(found.part.known());
  return;
#endif
  CHECK(found.part.high == found.stack.high);
  CHECK(found.part.low > found.stack.low);
  CHECK(found.part.contains(found.frame));
}

TEST_CASE("Fiber: a thread's stack is known in part where the program made it", "[fiber]") {
  constexpr std::size_t side = 65536, size = 2 * 1024 * 1024; // sanitizers need much
  std::vector<char> memory(size + 2 * side);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  REQUIRE(pthread_attr_setstack(&attributes, memory.data() + side, size) == 0);
  const Found found = found_on_thread(&attributes);
  CHECK_FALSE(found.is_exact);
  CHECK(found.stack.contains(found.frame));
  pthread_attr_destroy(&attributes);
}

TEST_CASE("Fiber: a stack of spans goes on in larger memory", "[fiber]") {
  std::vector<Span> small(4), large(9);
  SpanStack s;
  s.use(small.data(), 5, 3);
  CHECK(SpanStack::memory_for(3) == 4 * sizeof(Span));
  const int a = s.push(), b = s.push();
  CHECK_FALSE(s.full());
  const int c = s.push();
  CHECK(s.full());
  std::memcpy(static_cast<void *>(large.data()), small.data(), 4 * sizeof(Span));
  s.move_to(large.data(), 8);
  CHECK_FALSE(s.full());
  CHECK(s.find(a) == 0);
  CHECK(s.find(b) == 1);
  CHECK(s.find(c) == 2);
  CHECK(s.push() != c);
}

TEST_CASE("Fiber: without an open span there is one that encloses nothing and has nobody's handle", "[fiber]") {
  std::vector<Span> memory(4);
  SpanStack s;
  s.use(memory.data(), 0, 3);
  CHECK_FALSE(s.top_encloses({1, 1}));
  CHECK_FALSE(s.top_encloses({~std::uintptr_t{0}, 1}));
  CHECK(s.top().handle == -1);
  const int handle = s.push();
  CHECK(s.top().handle == handle);
  s.pop();
  CHECK(s.top().handle == -1);
}

TEST_CASE("Fiber: a frame that is bound to no function encloses all of its stack", "[fiber]") {
  std::vector<Span> memory(4);
  SpanStack s;
  s.use(memory.data(), 0, 3);
  s.next().frame = FrameAddress::unbound(2000, SpanStack::capacity);
  s.push();
  CHECK(s.top().frame.is_unbound());
  CHECK(s.top_encloses({1999, 0x400000}));
  CHECK_FALSE(s.top_encloses({2001, 0x400000})); // on another stack
  CHECK_FALSE(FrameAddress{1000, 0x400000}.is_unbound());
}
