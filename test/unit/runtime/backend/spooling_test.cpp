// Tests the blocks of a spool and the count of events that an incomplete write leaves behind.
#include "fakes.h"

#include "runtime/backend/output_buffer.h"
#include "runtime/backend/spooling.h"
#include "runtime/core/drop_counter.h"

#include <vector>

using namespace telinject;

namespace {

struct Fixture {
  Fixture() {
    fake::sink_state = {};
    buffer.start(&fake::sink, nullptr);
  }
  std::string written() {
    buffer.write();
    return fake::sink_state.text;
  }
  OutputBuffer buffer;
  SpoolWriter spool{buffer};
};

// The kinds of the blocks behind the head.
std::vector<BlockKind> kinds_of(const std::string &spool) {
  std::vector<BlockKind> kinds;
  for (std::size_t at = sizeof(SpoolHead); at + sizeof(BlockHead) <= spool.size();) {
    BlockHead head;
    std::memcpy(&head, spool.data() + at, sizeof head);
    kinds.push_back(head.kind);
    at += sizeof head + head.size;
  }
  return kinds;
}

// A thread without an owner, whose ring holds these records.
class RingOf {
public:
  explicit RingOf(const std::vector<Record> &records) {
    char *const start = memory_.data() + (64 - reinterpret_cast<std::uintptr_t>(memory_.data()) % 64) % 64;
    thread_->ring.use(start, size);
    for (const Record &r : records) {
      bool unused;
      if (!thread_->ring.has_room())
        REQUIRE(thread_->ring.make_room(unused));
      std::memcpy(thread_->ring.room(), &r, sizeof r);
      thread_->ring.commit(sizeof r);
    }
    thread_->drain_at = thread_->ring.consumed();
    thread_->drain_end = thread_->ring.published();
  }
  Thread *thread() { return thread_.get(); }

private:
  static constexpr std::uint64_t size = 4 * max_record_size;
  std::vector<char> memory_ = std::vector<char>(Ring::memory_for(size) + 64);
  std::unique_ptr<Thread> thread_ = std::make_unique<Thread>();
};

} // namespace

TEST_CASE("SpoolWriter: one head, then blocks; an unchanged clock is written once", "[spooling]") {
  Fixture f;
  ClockLine line;
  line.slope = 1;
  f.spool.write_clock(line);
  f.spool.write_clock(line);
  line.slope = 2;
  f.spool.write_clock(line);
  f.spool.write_loss_report(LossReport{});
  const std::string spool = f.written();
  REQUIRE(spool.size() > sizeof(SpoolHead));
  CHECK(std::memcmp(spool.data(), spool_magic, sizeof spool_magic) == 0);
  CHECK(kinds_of(spool) == std::vector{BlockKind::clock, BlockKind::clock, BlockKind::loss_report});
}

TEST_CASE("SpoolWriter: records of a ring are one block, and a round ends with its own", "[spooling]") {
  Fixture f;
  RingOf ring({fake::record(RecordKind::enter, 1, 10), fake::record(RecordKind::exit, 1, 11)});
  CHECK(f.spool.write_rings(ring.thread()) == 2);
  CHECK(ring.thread()->ring.consumed() == ring.thread()->ring.published());
  const std::string spool = f.written();
  const std::vector<BlockKind> kinds = kinds_of(spool);
  REQUIRE(kinds.size() >= 2); // the list of modules may be there too
  CHECK(kinds.back() == BlockKind::round);
  CHECK(std::count(kinds.begin(), kinds.end(), BlockKind::records) == 1);
  CHECK(f.buffer.events_written() == 2);
  CHECK(f.spool.write_rings(nullptr) == 0);
}

TEST_CASE("SpoolWriter: a damaged record ends the reading of its ring", "[spooling]") {
  Fixture f;
  RingOf ring({fake::record(RecordKind::enter, 1, 10), fake::record(RecordKind::exit, 1, 11),
               fake::record(RecordKind::enter, 2, 12)});
  const std::uint32_t size = 77;
  std::memcpy(ring.thread()->ring.data() + sizeof(Record), &size, sizeof size);
  CHECK(f.spool.write_rings(ring.thread()) == 1);
  CHECK(ring.thread()->ring.consumed() == ring.thread()->ring.published());
}

TEST_CASE("SpoolWriter: a forked child begins a spool of its own", "[spooling]") {
  Fixture f;
  f.spool.write_clock(ClockLine{1, 2, 3, 4});
  f.written();
  f.spool.reset_in_child();
  fake::sink_state.text.clear();
  f.spool.write_clock(ClockLine{1, 2, 3, 4});
  const std::string spool = f.written();
  CHECK(std::memcmp(spool.data(), spool_magic, sizeof spool_magic) == 0);
  CHECK(kinds_of(spool) == std::vector{BlockKind::clock});
}

TEST_CASE("count_spooled_events_behind: an event counts unless its record is complete", "[spooling]") {
  Fixture f;
  RingOf ring({fake::record(RecordKind::enter, 1, 10), fake::record(RecordKind::branch, 1, 11),
               fake::record(RecordKind::exit, 1, 12)});
  REQUIRE(f.spool.write_rings(ring.thread()) == 3);
  const std::string spool = f.written();
  const Slice blocks(spool.data(), spool.size());
  const std::uint64_t branch = events_of(RecordKind::branch); // an entry and an exit
  CHECK(count_spooled_events_behind(blocks, 0) == 2 + branch);
  CHECK(count_spooled_events_behind(blocks, spool.size()) == 0);
  const std::size_t end = spool.size() - sizeof(BlockHead); // of the last record: the round follows
  CHECK(count_spooled_events_behind(blocks, end) == 0);
  CHECK(count_spooled_events_behind(blocks, end - 1) == 1);
  CHECK(count_spooled_events_behind(blocks, end - sizeof(Record)) == 1);
  CHECK(count_spooled_events_behind(blocks, end - sizeof(Record) - 1) == 1 + branch);
}
