// Tests that exits of spans whose entry was lost are dropped.
#include "catch.h"

#include "runtime/core/lost_spans.h"

using namespace telinject;

namespace {

Record entry(std::uint64_t ticks, RecordKind kind = RecordKind::enter) {
  Record r{};
  r.kind = kind;
  r.ticks = ticks;
  return r;
}
Record exit_of(std::uint64_t start, RecordKind kind = RecordKind::exit) {
  Record r{};
  r.kind = kind;
  r.start = start;
  r.ticks = start + 1000;
  return r;
}
bool is_lost(const Record &r) {
  return belongs_to_lost_span(&r);
}
void take(std::uint64_t ticks, bool lost, RecordKind kind = RecordKind::enter) {
  const Record r = entry(ticks, kind);
  note_taken(&r, lost);
}

struct Fresh {
  Fresh() { forget_lost_spans(); }
  ~Fresh() { forget_lost_spans(); }
};

} // namespace

TEST_CASE("Lost spans: where nothing was lost every exit stays", "[lost_spans]") {
  const Fresh fresh;
  take(10, false);
  CHECK_FALSE(is_lost(exit_of(10)));
}

TEST_CASE("Lost spans: an exit is lost with its entry: functions, loops, try blocks", "[lost_spans]") {
  const Fresh fresh;
  take(10, false);
  take(20, true);
  take(30, true, RecordKind::loop_enter);
  take(40, true, RecordKind::try_enter);
  take(50, false);
  CHECK_FALSE(is_lost(exit_of(10)));
  CHECK(is_lost(exit_of(20)));
  CHECK(is_lost(exit_of(30, RecordKind::loop_exit)));
  CHECK(is_lost(exit_of(40, RecordKind::try_exit)));
  CHECK_FALSE(is_lost(exit_of(50)));
}

TEST_CASE("Lost spans: what is no exit stays, and loses nothing but itself", "[lost_spans]") {
  const Fresh fresh;
  take(10, true, RecordKind::change);
  take(11, true, RecordKind::exit);
  CHECK(lost_periods == 0);
  take(20, true);
  CHECK_FALSE(is_lost(entry(20)));
  CHECK_FALSE(is_lost(entry(20, RecordKind::branch)));
}

TEST_CASE("Lost spans: spans between two times of loss stay", "[lost_spans]") {
  const Fresh fresh;
  take(10, true);
  take(20, false);
  take(30, true);
  CHECK(is_lost(exit_of(10)));
  CHECK_FALSE(is_lost(exit_of(20)));
  CHECK(is_lost(exit_of(30)));
}

TEST_CASE("Lost spans: beyond what is remembered no entry is forgotten", "[lost_spans]") {
  const Fresh fresh;
  for (std::uint64_t i = 0; i < 100; ++i) {
    take(10 * i, true);
    take(10 * i + 5, false);
  }
  for (std::uint64_t i = 0; i < 100; ++i)
    CHECK(is_lost(exit_of(10 * i)));
  CHECK_FALSE(is_lost(exit_of(995)));
}
