// Tests the drain: order of the rings, sequence, lost events, the final event, and a forked child.
#include "fakes.h"

#include "runtime/backend/drain.h"
#include "runtime/backend/output_buffer.h"
#include "runtime/backend/pending_lines.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/span_assembler.h"
#include "runtime/backend/spooling.h"
#include "runtime/backend/tail.h"
#include "runtime/backend/trace_folder.h"
#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/thread_ring.h"

#include <thread>

using namespace telinject;

namespace {

// In a child: the runtime's threads and clock with a drain of the test's own.
struct Fixture {
  Fixture() {
    fake::sink_state = {};
    dropped_events.reset(); // of the parent's other tests
    config.cloud_metadata = config.k8s_metadata = false;
    clock_start(false);
    note_first_site(fake::site);
    IdSource ids;
    ids.seed(1);
    begin_process(ids);
    detection.start(process_environment());
    started = drain.start(config, &fake::sink, &fake::format);
    thread = begin_thread(64 * 1024);
  }
  static void put(Thread *t, RecordKind kind, std::uint64_t span, std::uint64_t ticks) {
    bool unused;
    if (!t->ring.has_room() && !t->ring.make_room(unused))
      return;
    const Record r = fake::record(kind, span, ticks);
    std::memcpy(t->ring.room(), &r, sizeof r);
    t->ring.commit(sizeof r);
  }
  std::string written() {
    output.write();
    return std::exchange(fake::sink_state.text, {});
  }
  OutputBuffer output;
  PendingLines pending;
  SpoolWriter spool{output};
  std::unique_ptr<TailSampler::Tables> tables = std::make_unique<TailSampler::Tables>();
  TailSampler tail{*tables};
  std::unique_ptr<ResourceDetection> detection_memory = std::make_unique<ResourceDetection>();
  ResourceDetection &detection = *detection_memory;
  std::unique_ptr<SpanAssembler::Tables> open_spans = std::make_unique<SpanAssembler::Tables>();
  SpanAssembler assembler{*open_spans};
  std::unique_ptr<TraceFolder::Tables> traces = std::make_unique<TraceFolder::Tables>();
  TraceFolder folder{*traces};
  Drain drain{output, pending, spool, tail, assembler, folder, detection};
  bool started = false;
  Thread *thread = nullptr;
};

int check_order() {
  Fixture f;
  EXPECT(1, f.started && f.thread);
  EXPECT(2, f.drain.drain_rings() == 0 && f.drain.is_done());
  Thread *other = nullptr;
  std::thread([&] {
    other = begin_thread(64 * 1024);
    Fixture::put(other, RecordKind::enter, 2, 20);
    Fixture::put(other, RecordKind::exit, 2, 40);
    end_thread(other);
  }).join();
  Fixture::put(f.thread, RecordKind::enter, 1, 10);
  Fixture::put(f.thread, RecordKind::exit, 1, 30);
  EXPECT(3, !f.drain.is_done());
  EXPECT(4, f.drain.drain_rings() == 4);
  EXPECT(5, f.drain.has_output() && !f.drain.is_done());
  EXPECT(6, f.output.sequence() == 4);
  EXPECT(7, f.written() == "function_entry 1\nfunction_entry 2\nfunction_exit 1\nfunction_exit 2\n");
  EXPECT(8, f.drain.is_done());
  // The block of the finished thread is free for the next one.
  EXPECT(9, f.drain.drain_rings() == 0 && other->status.load() == ThreadStatus::free);
  return 0;
}

int check_losses() {
  Fixture f;
  f.drain.emit_loss_event(true);
  f.drain.emit_summary_event(true);
  EXPECT(1, f.written().empty()); // nothing was lost
  dropped_events.add(3);
  f.drain.emit_loss_event(true);
  EXPECT(2, f.written() == "telemetry_loss 3\n");
  f.drain.emit_loss_event(true);
  EXPECT(3, f.written().empty()); // reported already
  dropped_events.add(4);
  f.drain.emit_loss_event(false);
  EXPECT(4, f.written().empty()); // at most once a second
  f.drain.emit_summary_event(true);
  const std::string end = f.written();
  EXPECT(5, end.rfind("telemetry_loss 4\ntelemetry_summary ", 0) == 0);
  f.drain.emit_summary_event(true);
  EXPECT(6, f.written().empty()); // once
  EXPECT(7, f.output.sequence() == 3);
  return 0;
}

int check_full_output() {
  Fixture f;
  fake::sink_state.room = 0;
  fake::sink_state.error = EAGAIN;
  const std::uint64_t dropped = dropped_events.total();
  std::uint64_t spans = 0;
  while (dropped_events.total() == dropped && spans < 1'000'000)
    for (int i = 0; i < 100; ++i, ++spans) {
      Fixture::put(f.thread, RecordKind::enter, spans, spans * 2);
      f.drain.drain_rings();
    }
  EXPECT(1, dropped_events.total() > dropped);
  fake::sink_state.room = ~std::size_t{0};
  f.written();
  // The exit of a span whose entry was lost is dropped too; the sequence has no gap.
  const std::uint64_t lost = dropped_events.total(), sequence = f.output.sequence();
  Record r = fake::record(RecordKind::exit, spans - 1, spans * 2);
  r.start = (spans - 1) * 2;
  bool unused;
  EXPECT(2, f.thread->ring.has_room() || f.thread->ring.make_room(unused));
  std::memcpy(f.thread->ring.room(), &r, sizeof r);
  f.thread->ring.commit(sizeof r);
  EXPECT(3, f.drain.drain_rings() == 1);
  EXPECT(4, dropped_events.total() == lost + 1 && f.output.sequence() == sequence);
  EXPECT(5, f.written().empty());
  return 0;
}

// The program has overwritten a record: what is before it is written, and the drain ends.
int check_damage() {
  for (const std::uint32_t size : {0u, 8u, 77u, static_cast<std::uint32_t>(max_record_size) + 8, 1u << 12}) {
    Fixture f;
    const std::uint64_t dropped = dropped_events.total();
    Fixture::put(f.thread, RecordKind::enter, 1, 10);
    char *const second = f.thread->ring.room();
    Fixture::put(f.thread, RecordKind::enter, 2, 20);
    Fixture::put(f.thread, RecordKind::enter, 3, 30);
    std::memcpy(second, &size, sizeof size); // of the record
    EXPECT(1, f.drain.drain_rings() == 1);
    EXPECT(2, f.written() == "function_entry 1\n");
    EXPECT(3, dropped_events.total() > dropped && f.drain.is_done());
    Fixture::put(f.thread, RecordKind::enter, 4, 40);
    EXPECT(4, f.drain.drain_rings() == 1);
    EXPECT(5, f.written() == "function_entry 4\n");
  }
  return 0;
}

int check_child() {
  Fixture f;
  Fixture::put(f.thread, RecordKind::enter, 1, 10);
  EXPECT(1, f.drain.drain_rings() == 1);
  f.drain.reset_in_child(true);
  EXPECT(2, f.written().empty() && f.output.sequence() == 0 && fake::sink_state.forks == 1);
  Fixture::put(f.thread, RecordKind::enter, 2, 20);
  EXPECT(3, f.drain.drain_rings() == 1);
  EXPECT(4, f.written() == "function_entry 2\n" && f.output.sequence() == 1);
  return 0;
}

} // namespace

TEST_CASE("Drain: the oldest record of all rings comes first", "[drain]") {
  CHECK(fake::in_child(check_order) == 0);
}
TEST_CASE("Drain: lost events are reported once, at the end at once", "[drain]") {
  CHECK(fake::in_child(check_losses) == 0);
}
TEST_CASE("Drain: an output that takes nothing loses events, never an exit without its entry", "[drain]") {
  CHECK(fake::in_child(check_full_output) == 0);
}
TEST_CASE("Drain: a damaged record ends the reading of its ring, not of those that follow", "[drain]") {
  CHECK(fake::in_child(check_damage) == 0);
}
TEST_CASE("Drain: a forked child writes nothing of its parent's", "[drain]") {
  CHECK(fake::in_child(check_child) == 0);
}
