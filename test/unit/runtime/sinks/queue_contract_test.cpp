// The contract of a sink with a queue of its own, checked with the one for tests: what the rest of the runtime may rely on.
#include "catch.h"
#include "queue_sink.h"

using namespace telinject;

namespace {

Batch batch(const std::string &bytes, std::uint64_t events) {
  return {Slice(bytes.data(), bytes.size()), events, "text/plain"};
}

std::int64_t now() {
  return sys::monotonic_ns();
}

constexpr std::int64_t minute_ns = 60'000'000'000;

} // namespace

TEST_CASE("Sink contract: sinks of sinks.def are signal-safe, and have both functions of a queue or none",
          "[sinks][contract]") {
#define TELINJECT_SINK(NAME, OBJECT) \
  { \
    const Sink *const row = find_sink(NAME); \
    REQUIRE(row); \
    CHECK(row->is_signal_safe); \
    CHECK(!row->flush == !row->shutdown); \
    CHECK(!row->run_thread == !row->note_thread); \
    CHECK(!row->run_thread == !row->end_thread); \
  }
#include "runtime/sinks/sinks.def"
#undef TELINJECT_SINK
}

TEST_CASE("Sink contract: a queue takes whole batches and refuses one when it is full", "[sinks][contract]") {
  queue_sink::state = {};
  const Sink &sink = queue_sink::sink;
  std::uint64_t written = 0;
  for (std::size_t i = 0; i < queue_sink::State::max_batches; ++i)
    REQUIRE(sink.write(batch("1234", 2), written) == 0);
  CHECK(written == 4 * queue_sink::State::max_batches);
  CHECK(sink.write(batch("refused", 1), written) == EAGAIN);
  CHECK(written == 4 * queue_sink::State::max_batches);
  REQUIRE(sink.flush(now() + minute_ns));
  CHECK(queue_sink::state.received.size() == queue_sink::State::max_batches);
  CHECK(queue_sink::state.received[0].events == 2);
  CHECK(queue_sink::state.received[0].content_type == "text/plain");
  REQUIRE(sink.write(batch("now", 1), written) == 0);
  note_output_moves();
}

TEST_CASE("Sink contract: flush and shutdown end with their deadline, and what is left may follow",
          "[sinks][contract]") {
  queue_sink::state = {};
  queue_sink::state.accepted_at_once = 1;
  const Sink &sink = queue_sink::sink;
  std::uint64_t written = 0;
  REQUIRE(sink.write(batch("one", 1), written) == 0);
  REQUIRE(sink.write(batch("two", 1), written) == 0);
  CHECK_FALSE(sink.flush(now()));
  CHECK(queue_sink::state.received.size() == 1);
  CHECK_FALSE(sink.shutdown(now() + 1'000'000));
  queue_sink::state.accepted_at_once = 9;
  REQUIRE(sink.write(batch("three", 1), written) == 0); // of a static destructor
  CHECK(sink.shutdown(now() + minute_ns));
  CHECK(queue_sink::state.received.size() == 3);
}

TEST_CASE("Sink contract: events that a queue loses are counted once", "[sinks][contract]") {
  queue_sink::state = {};
  const Sink &sink = queue_sink::sink;
  std::uint64_t written = 0;
  REQUIRE(sink.write(batch("one", 7), written) == 0);
  queue_sink::refuse_one();
  CHECK(sink.take_lost_events() == 7);
  CHECK(sink.take_lost_events() == 0);
  CHECK(sink.flush(now()));
}

TEST_CASE("Sink contract: a forked child sends nothing of its parent's", "[sinks][contract]") {
  queue_sink::state = {};
  const Sink &sink = queue_sink::sink;
  std::uint64_t written = 0;
  REQUIRE(sink.write(batch("the parent's", 1), written) == 0);
  sink.forked();
  CHECK(sink.flush(now()));
  CHECK(queue_sink::state.received.empty());
}
