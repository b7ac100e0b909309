// Tests the ring, the span stack and ids.
#include "catch.h"

#include "runtime/base/ids.h"
#include "runtime/core/ring.h"
#include "runtime/frontend/span_stack.h"

#include <cstring>
#include <memory>
#include <set>
#include <thread>
#include <vector>

using namespace telinject;

namespace {

constexpr std::uint64_t ring_size = 4 * max_record_size;

struct Memory {
  Memory() : bytes(new char[Ring::memory_for(ring_size) + 64]) {
    ring.use(reinterpret_cast<char *>((reinterpret_cast<std::uintptr_t>(bytes.get()) + 63) / 64 * 64), ring_size);
  }
  std::unique_ptr<char[]> bytes;
  Ring ring;
};

Record *put(Ring &ring, std::uint32_t size, std::uint64_t ticks) {
  char *p = ring.reserve();
  bool unused;
  if (!p && ring.make_room(unused))
    p = ring.reserve();
  if (!p)
    return nullptr;
  auto *r = reinterpret_cast<Record *>(p);
  std::memset(p, 0x5a, size);
  r->size = size;
  r->ticks = ticks;
  ring.commit(size);
  return r;
}

} // namespace

TEST_CASE("Ring: a ring gives back what was put in, in order, round and round", "[ring]") {
  Memory m;
  std::uint64_t written = 0, read = 0;
  for (int round = 0; round < 2000; ++round) {
    while (put(m.ring, static_cast<std::uint32_t>(64 + written * 8 % 16000), written))
      ++written;
    REQUIRE(written > read);
    std::uint64_t at = m.ring.consumed();
    const std::uint64_t end = m.ring.published();
    while (at != end) {
      const Record *r = m.ring.record(at);
      REQUIRE(r->ticks == read);
      REQUIRE(r->size == 64 + read * 8 % 16000);
      ++read;
      at += r->size;
    }
    m.ring.consume_to(at);
  }
  CHECK(read == written);
}

TEST_CASE("Ring: a full ring refuses, and nothing uncommitted is seen", "[ring]") {
  Memory m;
  bool more_than_half = false;
  CHECK(m.ring.reserve() == nullptr); // make_room must first read the position of the consumer
  CHECK(m.ring.make_room(more_than_half));
  CHECK_FALSE(more_than_half);
  REQUIRE(m.ring.reserve() != nullptr);
  CHECK(m.ring.published() == 0);
  std::uint64_t n = 0;
  while (put(m.ring, 1024, n))
    ++n;
  CHECK(n >= (ring_size - max_record_size) / 1024);
  CHECK_FALSE(m.ring.make_room(more_than_half));
  CHECK(more_than_half);
  m.ring.clear();
  CHECK(m.ring.published() == m.ring.consumed());
  CHECK(put(m.ring, 64, 0) != nullptr);
}

TEST_CASE("Ring: a ring between two threads", "[ring]") {
  Memory m;
  constexpr std::uint64_t total = 200'000;
  std::thread producer([&] {
    for (std::uint64_t i = 0; i < total;)
      if (put(m.ring, static_cast<std::uint32_t>(64 + i % 50 * 8), i))
        ++i;
      else
        std::this_thread::yield();
  });
  std::uint64_t read = 0, bad = 0;
  while (read < total) {
    std::uint64_t at = m.ring.consumed();
    const std::uint64_t end = m.ring.published();
    for (; at != end; ++read) {
      const Record *r = m.ring.record(at);
      bad += r->ticks != read || r->size != 64 + read % 50 * 8;
      at += r->size;
    }
    m.ring.consume_to(at);
    std::this_thread::yield();
  }
  producer.join();
  CHECK(bad == 0);
}

TEST_CASE("Ring: handles of different spans differ", "[ring]") {
  std::vector<Span> memory(SpanStack::capacity + 1);
  SpanStack s;
  s.use(memory.data(), 77);
  const int a = s.push(), b = s.push();
  CHECK(a > 0);
  CHECK(b > 0);
  CHECK(s.find(a) == 0);
  CHECK(s.find(b) == 1);
  s.pop();
  CHECK(s.find(b) == -1);
  const int c = s.push();
  CHECK(c != b);
  CHECK(s.find(b) == -1);
  CHECK(s.find(c) == 1);
  CHECK(s.find(0) == -1);
  CHECK(s.find(0x7fffffff) == -1);
  while (!s.full()) {
    const int handle = s.push();
    REQUIRE(s.find(handle) == static_cast<std::int64_t>(s.depth()) - 1);
  }
}

TEST_CASE("Ring: a span is over when the stack has been unwound past it", "[ring]") {
  std::vector<Span> memory(SpanStack::capacity + 1);
  SpanStack s;
  s.use(memory.data(), 0);
  s.next().frame = {1000, 1};
  s.push();
  bool same_stack;
  CHECK(s.top_encloses({900, 2}));
  CHECK(s.top_encloses({1000, 2})); // inlined into the same frame
  CHECK_FALSE(s.top_encloses({1000, 1}));
  CHECK_FALSE(s.top_encloses({1016, 2}));
  CHECK(s.top_is_over({1000, 1}, 0, same_stack)); // the same call again
  CHECK_FALSE(same_stack);
  CHECK_FALSE(s.top_is_over({1016, 2}, 32, same_stack)); // among the arguments of that call
  CHECK(s.top_is_over({1016, 2}, 0, same_stack));
  CHECK(same_stack);
}

TEST_CASE("Ring: ids are not zero and do not repeat", "[ring]") {
  IdSource ids;
  ids.seed(random_seed());
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 100'000; ++i)
    seen.insert(ids.next());
  CHECK(seen.size() == 100'000);
  CHECK(seen.count(0) == 0);
  CHECK(random_seed() != random_seed());
}
