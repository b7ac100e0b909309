// Tests the buffer in front of the output: what it counts, and what it does when the output fails.
#include "fakes.h"

#include "runtime/backend/output_buffer.h"
#include "runtime/core/drop_counter.h"
#include "runtime/frontend/budget.h"
#include "runtime/frontend/state.h"

#include <cerrno>

using namespace telinject;

namespace {

// A buffer of its own with the fake sink behind it.
struct Fixture {
  Fixture() {
    fake::sink_state = {};
    buffer.start(&fake::sink, &fake::format);
  }
  ~Fixture() {
    if (buffer.take_failure() != 0)
      end_synchronous(); // what the thread of the next event does
  }
  bool add(const std::string &line) {
    TextBuffer out = buffer.room();
    out.put(Slice(line.data(), line.size()));
    if (out.overflow()) {
      buffer.note_overflow();
      return false;
    }
    buffer.count_events(1);
    buffer.add(out.size(), 1);
    return true;
  }
  std::uint64_t dropped() const { return dropped_events.total() - dropped_before; }

  OutputBuffer buffer;
  std::uint64_t dropped_before = dropped_events.total();
};

const std::string megabyte = std::string(1024 * 1024 - 1, 'm') + "\n";

} // namespace

TEST_CASE("OutputBuffer: events count as written once the output has taken them", "[output_buffer]") {
  Fixture f;
  f.buffer.write(); // nothing
  CHECK(fake::sink_state.writes == 0);
  REQUIRE(f.add("one\n"));
  REQUIRE(f.add("two\n"));
  CHECK(f.buffer.has_output());
  CHECK(f.buffer.sequence() == 2);
  CHECK(f.buffer.events_written() == 0);
  f.buffer.write();
  CHECK(fake::sink_state.text == "one\ntwo\n");
  CHECK_FALSE(f.buffer.has_output());
  CHECK(f.buffer.events_written() == 2);
  CHECK(f.dropped() == 0);
}

TEST_CASE("OutputBuffer: a line that does not fit closes the buffer until the output has taken it", "[output_buffer]") {
  Fixture f;
  REQUIRE(f.add(megabyte));
  CHECK(f.buffer.is_full());
  CHECK_FALSE(f.add(megabyte));
  CHECK_FALSE(f.add("short\n")); // would fit, but the gap is one
  CHECK_FALSE(f.buffer.has_room_for_loss_report());
  f.buffer.write();
  CHECK(f.add("short\n"));
  CHECK(f.buffer.has_room_for_loss_report());
}

TEST_CASE("OutputBuffer: an output that takes a part gets the rest later", "[output_buffer]") {
  Fixture f;
  REQUIRE(f.add("one\n"));
  REQUIRE(f.add("two\n"));
  fake::sink_state.room = 5;
  fake::sink_state.error = EAGAIN;
  f.buffer.write();
  CHECK(fake::sink_state.text == "one\nt");
  CHECK(f.buffer.has_output());
  CHECK_FALSE(f.buffer.is_stuck());
  REQUIRE(f.add("three\n"));
  fake::sink_state.room = 100;
  f.buffer.write();
  CHECK(fake::sink_state.text == "one\ntwo\nthree\n");
  CHECK(f.buffer.events_written() == 3);
  CHECK(f.buffer.take_failure() == 0);
}

TEST_CASE("OutputBuffer: after an error the rest is lost, and everything that follows", "[output_buffer]") {
  Fixture f;
  REQUIRE(f.add("one\n"));
  REQUIRE(f.add("two\n"));
  fake::sink_state.room = 5;
  fake::sink_state.error = EIO;
  f.buffer.write();
  CHECK(f.dropped() == 1); // the second line was cut
  CHECK(f.buffer.events_written() == 1);
  CHECK(f.buffer.has_failed());
  CHECK(f.buffer.is_stuck());
  CHECK(f.buffer.take_failure() == EIO);
  CHECK(f.buffer.take_failure() == 0); // once
  end_synchronous();
  fake::sink_state.room = 100;
  REQUIRE(f.add("three\n"));
  f.buffer.write();
  CHECK(f.dropped() == 2);
  CHECK(fake::sink_state.text == "one\nt");
  CHECK_FALSE(f.buffer.keeps_unwritten_events()); // there is no ring file
}

TEST_CASE("OutputBuffer: with a full disk it waits, tries again, and loses nothing that it holds", "[output_buffer]") {
  Fixture f;
  fake::sink_state.position = 0; // a regular file
  REQUIRE(f.add("one\n"));
  fake::sink_state.room = 0;
  fake::sink_state.error = ENOSPC;
  f.buffer.write();
  CHECK(f.buffer.is_stuck());
  CHECK_FALSE(f.buffer.has_failed());
  CHECK(f.buffer.take_failure() == ENOSPC);
  end_synchronous();
  REQUIRE(f.add("two\n"));
  const int writes = fake::sink_state.writes;
  f.buffer.write(false); // not yet
  CHECK(fake::sink_state.writes == writes);
  f.buffer.write();
  CHECK(fake::sink_state.writes == writes + 1);
  CHECK(f.buffer.take_failure() == 0); // reported already
  fake::sink_state.room = 100;
  f.buffer.write();
  CHECK(fake::sink_state.text == "one\ntwo\n");
  CHECK_FALSE(f.buffer.is_stuck());
  CHECK(f.dropped() == 0);
}

TEST_CASE("OutputBuffer: ENOSPC of what is no regular file is an error as any other", "[output_buffer]") {
  Fixture f;
  REQUIRE(f.add("one\n"));
  fake::sink_state.room = 0;
  fake::sink_state.error = ENOSPC;
  f.buffer.write();
  CHECK(f.buffer.has_failed());
  CHECK(f.dropped() == 1);
}

TEST_CASE("OutputBuffer: a forked child begins with an empty buffer and sequence 1", "[output_buffer]") {
  Fixture f;
  REQUIRE(f.add("the parent's\n"));
  f.buffer.note_losses_reported(7);
  CHECK(f.buffer.losses_reported() == 7);
  f.buffer.reset_in_child();
  CHECK(fake::sink_state.forks == 1);
  CHECK_FALSE(f.buffer.has_output());
  CHECK(f.buffer.sequence() == 0);
  CHECK(f.buffer.losses_reported() == 0);
  REQUIRE(f.add("the child's\n"));
  f.buffer.write();
  CHECK(fake::sink_state.text == "the child's\n");
}

TEST_CASE("OutputBuffer: on a full disk the last report takes the place of the lines that wait", "[output_buffer]") {
  Fixture f;
  fake::sink_state.position = 0; // a regular file
  fake::sink_state.takes_final = true;
  REQUIRE(f.add("one\n"));
  f.buffer.write();
  REQUIRE(f.add("two\n"));
  REQUIRE(f.add(megabyte));
  fake::sink_state.room = 4;
  fake::sink_state.error = ENOSPC;
  f.buffer.write();
  CHECK_FALSE(f.add(megabyte));
  CHECK(f.dropped() == 0); // whoever adds lines counts those
  CHECK_FALSE(f.buffer.has_room_for_loss_report());
  f.buffer.make_room_for_last_report();
  CHECK(f.dropped() == 1);
  CHECK(f.buffer.sequence() == 2); // no number is missing in the file
  CHECK(f.buffer.events_written() == 2);
  REQUIRE(f.buffer.has_room_for_loss_report());
  REQUIRE(f.add("report\n"));
  f.buffer.write();
  CHECK(fake::sink_state.text == "one\ntwo\nreport\n");
  CHECK(f.buffer.sequence() == 3);
  CHECK_FALSE(f.buffer.is_stuck());
}

TEST_CASE("OutputBuffer: lines wait for a last report only if the disk is full", "[output_buffer]") {
  Fixture f;
  fake::sink_state.room = 0;
  fake::sink_state.error = EAGAIN;
  REQUIRE(f.add("one\n"));
  f.buffer.make_room_for_last_report();
  CHECK(f.dropped() == 0);
  CHECK(f.buffer.has_output());
}

TEST_CASE("OutputBuffer: while the disk is full, there are no lines to record", "[output_buffer]") {
  Fixture f;
  fake::sink_state.position = 0; // a regular file
  fake::sink_state.room = 0;
  fake::sink_state.error = ENOSPC;
  REQUIRE(budget_take(1) == 1);
  REQUIRE(f.add("one\n"));
  f.buffer.write();
  CHECK(budget_take(1) == 0);
  CHECK(budget_take(1, true) == 0);
  fake::sink_state.room = 100;
  f.buffer.write();
  CHECK(budget_take(1) == 1);
}
