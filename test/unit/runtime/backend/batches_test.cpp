// Tests envelopes, whole spans and a sink with a queue through the output buffer, the drain and the writer, as OTLP over
// HTTP will use them.
#include "fakes.h"

#include "../formats/span_format.h"
#include "../sinks/queue_sink.h"

#include "runtime/backend/control.h"
#include "runtime/backend/drain.h"
#include "runtime/backend/output_buffer.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/writer.h"
#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/thread_ring.h"

#include <cerrno>

using namespace telinject;
using queue_sink::state;

namespace {

constexpr std::int64_t minute_ns = 60'000'000'000;

// Lets the calling thread be the writer.
class AsWriter {
public:
  AsWriter() { current_thread = thread_is_writer; }
  ~AsWriter() { current_thread = before_; }
  AsWriter(const AsWriter &) = delete;
  AsWriter &operator=(const AsWriter &) = delete;

private:
  Thread *before_ = current_thread;
};

void add(OutputBuffer &buffer, const std::string &text, std::uint64_t events) {
  TextBuffer out = buffer.room();
  out.put(Slice(text.data(), text.size()));
  REQUIRE_FALSE(out.overflow());
  buffer.count_events(events);
  buffer.add(out.size(), events);
}

// In a child: the runtime of this process with both.
struct Fixture {
  Fixture() {
    state = {};
    dropped_events.reset();
    config.cloud_metadata = config.k8s_metadata = false;
    config.exit_timeout_ms = 50;
    clock_start(false);
    note_first_site(fake::site);
    IdSource ids;
    ids.seed(1);
    begin_process(ids);
    resource_detection.start(process_environment());
    started = drain.start(config, &queue_sink::sink, &span_format::format);
    writer.use(&queue_sink::sink);
    store_state(state_on);
    thread = begin_thread(64 * 1024);
  }
  void put(RecordKind kind, std::uint64_t span) const {
    bool unused;
    if (!thread->ring.has_room() && !thread->ring.make_room(unused))
      return;
    Record r = fake::record(kind, span, clock_ticks());
    if (ends_span(kind))
      r.start = r.ticks;
    std::memcpy(thread->ring.room(), &r, sizeof r);
    thread->ring.commit(sizeof r);
  }
  static std::string received() {
    std::string all;
    for (const queue_sink::QueuedBatch &batch : state.received)
      all += batch.bytes;
    return all;
  }
  bool started = false;
  Thread *thread = nullptr;
};

int check_spans() {
  Fixture f;
  const AsWriter as_writer;
  EXPECT(1, f.started && f.thread);
  DrainLock lock;
  EXPECT(2, lock.acquire());
  f.put(RecordKind::enter, 1);
  f.put(RecordKind::enter, 2);
  EXPECT(3, drain.drain_rings() == 2 && !drain.has_output()); // no span is complete, so there is no batch
  output_buffer.write();
  EXPECT(4, state.queue.empty());
  f.put(RecordKind::exit, 2);
  f.put(RecordKind::exit, 1);
  EXPECT(5, drain.drain_rings() == 2 && output_buffer.sequence() == 4);
  output_buffer.write();
  EXPECT(6, state.queue.size() == 1 && state.queue[0].bytes == span_format::whole("<2 1..2><1 3..4>"));
  EXPECT(7, state.queue[0].events == 4 && state.queue[0].content_type == "application/x-test-spans");
  return 0;
}

// The rings, not the program's memory, hold what a full queue does not take.
int check_full_queue() {
  Fixture f;
  const AsWriter as_writer;
  DrainLock lock;
  EXPECT(1, lock.acquire());
  for (std::uint64_t span = 1; span <= 4; ++span) { // one batch more than the queue holds
    f.put(RecordKind::enter, span);
    f.put(RecordKind::exit, span);
    EXPECT(2, drain.drain_rings() == 2);
    output_buffer.write();
  }
  EXPECT(3, state.queue.size() == 3 && output_buffer.is_waiting_with_batch());
  f.put(RecordKind::enter, 5);
  f.put(RecordKind::exit, 5);
  EXPECT(4, drain.drain_rings() == 0 && !drain.is_done());
  EXPECT(5, queue_sink::send_until(0));
  EXPECT(6, drain.drain_rings() == 2); // writes the waiting batch first
  output_buffer.write();
  EXPECT(7, queue_sink::send_until(0));
  EXPECT(8, f.received() == span_format::whole("<1 1..2>") + span_format::whole("<2 3..4>") +
                                span_format::whole("<3 5..6>") + span_format::whole("<4 7..8>") +
                                span_format::whole("<5 9..10>"));
  EXPECT(9, dropped_events.total() == 0);
  return 0;
}

int check_flush() {
  Fixture f;
  writer.start_once();
  f.put(RecordKind::enter, 1);
  f.put(RecordKind::exit, 1);
  Patience patience = Patience::while_moving();
  EXPECT(1, writer.flush_all(patience));
  EXPECT(2, state.flushes != 0 && state.shutdowns == 0);
  EXPECT(3, f.received() == span_format::whole("<1 1..2>"));
  // A receiver that stands still delays the program by its deadline only.
  state.accepted_at_once = 0;
  f.put(RecordKind::enter, 2);
  f.put(RecordKind::exit, 2);
  Patience second = Patience::for_ns(minute_ns);
  EXPECT(4, !writer.flush_all(second));
  EXPECT(5, state.queue.size() == 1);
  state.accepted_at_once = 9;
  Patience last = Patience::while_moving();
  EXPECT(6, writer.flush_last(last));
  EXPECT(7, state.shutdowns != 0);
  EXPECT(8, f.received() == span_format::whole("<1 1..2>") + span_format::whole("<2 3..4>"));
  return 0;
}

// A signal handler, or any thread of the program.
int check_not_signal_safe() {
  config.has_writer = false;
  Fixture f;
  writer.start_once();
  f.put(RecordKind::enter, 1);
  f.put(RecordKind::exit, 1);
  Patience patience = Patience::while_moving();
  EXPECT(1, !writer.flush_all(patience)); // rendered, not written
  EXPECT(2, state.queue.empty() && state.flushes == 0 && drain.has_output());
  const AsWriter as_writer;
  output_buffer.write();
  EXPECT(3, state.queue.size() == 1 && state.queue[0].bytes == span_format::whole("<1 1..2>"));
  return 0;
}

int check_lost_batches() {
  Fixture f;
  const AsWriter as_writer;
  DrainLock lock;
  EXPECT(1, lock.acquire());
  f.put(RecordKind::enter, 1);
  f.put(RecordKind::exit, 1);
  drain.drain_rings();
  output_buffer.write();
  EXPECT(2, output_buffer.events_written() == 2);
  queue_sink::refuse_one();
  drain.emit_loss_event(true);
  EXPECT(3, output_buffer.events_written() == 0 && dropped_events.total() == 2);
  output_buffer.write();
  EXPECT(4, state.queue.size() == 1 && state.queue[0].bytes == span_format::whole("(telemetry_loss 2)"));
  return 0;
}

} // namespace

TEST_CASE("Batches: each write is one batch with its envelope, and an empty buffer is none", "[batches]") {
  state = {};
  const AsWriter as_writer;
  OutputBuffer buffer;
  buffer.start(&queue_sink::sink, &span_format::format);
  CHECK(buffer.has_room_for_loss_report());
  CHECK_FALSE(buffer.has_output()); // the beginning of a batch alone is no output
  buffer.write();
  CHECK(state.queue.empty());
  add(buffer, "a", 1);
  add(buffer, "bc", 2);
  buffer.write();
  add(buffer, "d", 1);
  buffer.write();
  REQUIRE(state.queue.size() == 2);
  CHECK(state.queue[0].bytes == span_format::whole("abc"));
  CHECK(state.queue[0].events == 3);
  CHECK(state.queue[1].bytes == span_format::whole("d"));
  CHECK(buffer.events_written() == 4);
}

TEST_CASE("Batches: a batch that waits is closed, unchanged, and written once", "[batches]") {
  state = {};
  const AsWriter as_writer;
  OutputBuffer buffer;
  buffer.start(&queue_sink::sink, &span_format::format);
  for (const char *text : {"a", "b", "c", "d"}) {
    add(buffer, text, 1);
    buffer.write();
  }
  CHECK(state.queue.size() == 3);
  CHECK(buffer.is_waiting_with_batch());
  CHECK(buffer.room().room() == 0);
  buffer.write();
  CHECK(queue_sink::send_until(0));
  buffer.write();
  REQUIRE(state.queue.size() == 1);
  CHECK(state.queue[0].bytes == span_format::whole("d"));
  CHECK_FALSE(buffer.is_waiting_with_batch());
  CHECK(buffer.room().room() != 0);
}

TEST_CASE("Batches: the end of a full batch fits", "[batches]") {
  state = {};
  const AsWriter as_writer;
  OutputBuffer buffer;
  buffer.start(&queue_sink::sink, &span_format::format);
  const std::string content(buffer.room().room(), 'x');
  add(buffer, content, 1);
  CHECK(buffer.room().room() == 0);
  buffer.write();
  REQUIRE(state.queue.size() == 1);
  CHECK(state.queue[0].bytes == span_format::whole(content));
}

TEST_CASE("Batches: an output that fails in a batch loses all of its events", "[batches]") {
  fake::sink_state = {};
  OutputBuffer buffer;
  buffer.start(&fake::sink, &span_format::format);
  add(buffer, "a\nb\n", 2);
  fake::sink_state.room = 11; // behind the first line
  fake::sink_state.error = EIO;
  const std::uint64_t dropped = dropped_events.total();
  buffer.write();
  CHECK(dropped_events.total() - dropped == 2);
  CHECK(buffer.take_failure() == EIO);
  end_synchronous();
}

TEST_CASE("Batches: a span is in one batch when it has ended, its sequence numbers are consecutive", "[batches]") {
  CHECK(fake::in_child(check_spans) == 0);
}
TEST_CASE("Batches: while the queue is full, records stay in their rings", "[batches]") {
  CHECK(fake::in_child(check_full_queue) == 0);
}
TEST_CASE("Batches: a flush empties the queue, the last one is a shutdown; both have a deadline", "[batches]") {
  CHECK(fake::in_child(check_flush) == 0);
}
TEST_CASE("Batches: only the writer's thread calls a sink that is not signal-safe", "[batches]") {
  CHECK(fake::in_child(check_not_signal_safe) == 0);
}
TEST_CASE("Batches: events that a queue has lost are reported as lost", "[batches]") {
  CHECK(fake::in_child(check_lost_batches) == 0);
}
