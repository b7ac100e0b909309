// Tests the writer thread: flushes with it, without it, and while it is paused.
#include "fakes.h"

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

namespace {

// In a child: the runtime of this process with the fake sink, as lifecycle/start.cpp sets it up.
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
    resource_detection.start(process_environment());
    started = drain.start(config, &fake::sink, &fake::format);
    writer.use(&fake::sink);
    store_state(state_on);
    thread = begin_thread(64 * 1024);
  }
  void record(std::uint64_t span) const {
    bool unused;
    if (!thread->ring.has_room() && !thread->ring.make_room(unused))
      return;
    const Record r = fake::record(RecordKind::enter, span, clock_ticks());
    std::memcpy(thread->ring.room(), &r, sizeof r);
    thread->ring.commit(sizeof r);
  }
  bool started = false;
  Thread *thread = nullptr;
};

int check_thread() {
  Fixture f;
  EXPECT(1, f.started && f.thread);
  writer.start_once();
  writer.start_once(); // no second one
  EXPECT(2, load_state() == state_on);
  f.record(1);
  Patience patience = Patience::while_moving();
  EXPECT(3, writer.flush_all(patience));
  EXPECT(4, fake::sink_state.text == "function_entry 1\n");
  {
    const WriterPause pause;
    EXPECT(5, is_synchronous());
    f.record(2);
    EXPECT(6, writer.flush_rendered());
    EXPECT(7, fake::sink_state.text == "function_entry 1\nfunction_entry 2\n");
  }
  EXPECT(8, load_state() == state_on);
  f.record(3);
  EXPECT(9, writer.flush_last(patience));
  EXPECT(10, drain.is_done());
  writer.stop();
  EXPECT(11, is_synchronous()); // for good
  f.record(4);
  EXPECT(12, writer.flush_all(patience));
  EXPECT(13, fake::sink_state.text == "function_entry 1\nfunction_entry 2\nfunction_entry 3\nfunction_entry 4\n");
  return 0;
}

int check_no_thread() {
  config.has_writer = false;
  Fixture f;
  writer.start_once();
  EXPECT(1, load_state() == state_on); // asked for, so events are not written one by one
  f.record(1);
  Patience patience = Patience::while_moving();
  EXPECT(2, writer.flush_all(patience));
  EXPECT(3, fake::sink_state.text == "function_entry 1\n");
  EXPECT(4, !drain_mutex.is_held_by_caller());
  // A signal handler in the middle of a drain.
  DrainLock lock;
  EXPECT(5, lock.acquire());
  EXPECT(6, !writer.flush_all(patience) && !writer.wait_for_room());
  return 0;
}

int check_failure() {
  config.has_writer = false;
  Fixture f;
  writer.start_once();
  fake::sink_state.room = 0;
  fake::sink_state.error = EIO;
  f.record(1);
  Patience patience = Patience::while_moving();
  EXPECT(1, !writer.flush_all(patience));
  EXPECT(2, load_state() == state_off); // and one line says so
  EXPECT(3, !writer.wait_for_room());
  return 0;
}

} // namespace

TEST_CASE("Writer: a flush waits for the thread; paused or stopped, the caller writes itself", "[writer]") {
  CHECK(fake::in_child(check_thread) == 0);
}
TEST_CASE("Writer: without a thread the caller drains, unless it is draining already", "[writer]") {
  CHECK(fake::in_child(check_no_thread) == 0);
}
TEST_CASE("Writer: a failed output switches telemetry off", "[writer]") {
  CHECK(fake::in_child(check_failure) == 0);
}
