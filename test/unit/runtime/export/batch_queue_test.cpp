// The queue of batches: order, limit, wrapping, and entries that are moved away while they are sent.
#include "catch.h"

#include "runtime/export/batch_queue.h"

#include <string>

using namespace telinject;
using State = BatchQueue::State;

namespace {

BatchHead head(std::uint64_t sequence, const std::string &body) {
  return {.sequence = sequence, .events = 2, .size = static_cast<std::uint32_t>(body.size())};
}
bool push(BatchQueue &queue, std::uint64_t sequence, const std::string &body) {
  return queue.push(head(sequence, body), Slice(body.data(), body.size()));
}
std::string body_of(const BatchQueue::Entry &entry) {
  return std::string(entry.body().data, entry.body().size);
}

} // namespace

TEST_CASE("BatchQueue: batches come out whole and in order, over many turns of the ring", "[export]") {
  BatchQueue queue;
  REQUIRE(queue.start(4096));
  CHECK(queue.is_empty());
  for (std::uint64_t i = 1; i < 200; ++i) {
    const std::string body(i * 7 % 900, static_cast<char>('a' + i % 26));
    REQUIRE(push(queue, i, body));
    BatchQueue::Entry *const entry = queue.take();
    REQUIRE(entry);
    CHECK(entry->head.sequence == i);
    CHECK(body_of(*entry) == body);
    CHECK_FALSE(queue.take()); // one is under way
    CHECK(entry->change(State::sending, State::done));
    CHECK(queue.is_empty());
  }
  CHECK(queue.max_used() <= 4096);
}

TEST_CASE("BatchQueue: a full queue refuses, and has room when the oldest is done", "[export]") {
  BatchQueue queue;
  REQUIRE(queue.start(4096));
  const std::string body(900, 'x');
  std::uint64_t count = 0;
  while (push(queue, count + 1, body))
    ++count;
  CHECK(count == 4);
  BatchQueue::Entry *entry = queue.take();
  CHECK_FALSE(push(queue, 9, body));
  entry->change(State::sending, State::done);
  CHECK_FALSE(push(queue, 9, body)); // the sender has not passed it
  entry = queue.take();
  REQUIRE(entry);
  CHECK(entry->head.sequence == 2);
  CHECK(push(queue, 9, body));
}

TEST_CASE("BatchQueue: a batch that failed is taken again, one that was moved away is not", "[export]") {
  BatchQueue queue;
  REQUIRE(queue.start(4096));
  REQUIRE(push(queue, 1, "one"));
  REQUIRE(push(queue, 2, "two"));
  BatchQueue::Entry *const first = queue.take();
  REQUIRE(first->change(State::sending, State::ready));
  CHECK(queue.take() == first);
  REQUIRE(first->change(State::sending, State::saved));
  CHECK_FALSE(first->change(State::sending, State::done)); // the sender sees that it is in the spool
  int left = 0;
  queue.for_each([&](BatchQueue::Entry &entry) {
    ++left;
    entry.state.store(State::done);
  });
  CHECK(left == 2);
  CHECK(queue.is_empty());
  CHECK_FALSE(queue.take());
}

TEST_CASE("BatchQueue: a forked child begins with an empty one", "[export]") {
  BatchQueue queue;
  REQUIRE(queue.start(4096));
  REQUIRE(push(queue, 1, "one"));
  queue.reset();
  CHECK(queue.is_empty());
  CHECK_FALSE(queue.take());
  REQUIRE(push(queue, 1, "other"));
  CHECK(body_of(*queue.take()) == "other");
}
