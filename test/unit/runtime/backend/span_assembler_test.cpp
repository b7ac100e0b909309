// Tests the pairing of entries and exits: order, threads, limits, and what is counted as dropped.
#include "fakes.h"

#include "runtime/backend/span_assembler.h"
#include "runtime/core/drop_counter.h"

#include <algorithm>
#include <memory>
#include <vector>

using namespace telinject;

namespace {

std::vector<std::uint8_t> exit_flags;

struct Emitted {
  std::uint64_t span;
  int entry_thread, exit_thread;
  std::uint32_t entry_size;
  std::uint64_t inner = 0, left_out = 0;
  bool operator==(const Emitted &) const = default;
};
std::vector<Emitted> emitted;

struct Fixture {
  explicit Fixture(std::uint64_t bytes = 4 * 1024 * 1024) {
    emitted.clear();
    exit_flags.clear();
    assembler.start(bytes, [](const ThreadRecord &entry, const ThreadRecord &exit, InnerRecords &inner) {
      CHECK(&entry.text != &exit.text);
      CHECK(begins_span(entry.record->kind));
      CHECK(entry.record->span == exit.record->span);
      std::uint64_t count = 0, events = 0;
      for (const Record *r = inner.next(inner); r; r = inner.next(inner), ++count) {
        CHECK(r->span == exit.record->span);
        events += events_of(r->kind);
      }
      CHECK(events == inner.events);
      CHECK(exit.record->start == entry.record->ticks);
      exit_flags.push_back(exit.record->flags);
      emitted.push_back(
          {exit.record->span, entry.thread.id, exit.thread.id, entry.record->size, count, inner.left_out});
    });
  }
  using Taken = SpanAssembler::Taken;
  bool take(RecordKind kind, std::uint64_t span, int thread = 1, std::size_t size = sizeof(Record)) {
    return take_record(kind, span, thread, size) == Taken::yes;
  }
  Taken take_record(RecordKind kind, std::uint64_t span, int thread = 1, std::size_t size = sizeof(Record)) {
    alignas(Record) char memory[max_record_size] = {};
    Record r = fake::record(kind, span, 1);
    r.size = static_cast<std::uint32_t>(size);
    if (ends_span(kind))
      r.start = r.ticks;
    std::memcpy(memory, &r, sizeof r);
    ThreadFacts facts;
    facts.id = thread;
    ThreadText text{};
    return assembler.take({text, facts, reinterpret_cast<Record *>(memory)});
  }
  std::uint64_t dropped() const { return dropped_events.total() - dropped_before; }

  std::unique_ptr<SpanAssembler::Tables> tables = std::make_unique<SpanAssembler::Tables>();
  SpanAssembler assembler{*tables};
  std::uint64_t dropped_before = dropped_events.total();
};

} // namespace

TEST_CASE("SpanAssembler: a span is emitted at its exit, with its entry", "[span_assembler]") {
  Fixture f;
  CHECK(f.take(RecordKind::enter, 1, 1, 9'000));
  CHECK(f.take(RecordKind::loop_enter, 2));
  CHECK_FALSE(f.take(RecordKind::branch, 3)); // its span is not open: a single event
  CHECK(emitted.empty());
  CHECK(f.take(RecordKind::loop_exit, 2));
  CHECK(f.take(RecordKind::exit, 1, 7)); // a fiber that another thread has continued
  CHECK(emitted == std::vector<Emitted>{{2, 1, 1, sizeof(Record), 0, 0}, {1, 1, 7, 9'000, 0, 0}});
  CHECK(f.dropped() == 0);
}

TEST_CASE("SpanAssembler: a span has the first events inside of it, and the number of the others", "[span_assembler]") {
  Fixture f;
  CHECK(f.take(RecordKind::enter, 1));
  CHECK(f.take(RecordKind::loop_enter, 2));
  CHECK(f.take(RecordKind::iteration, 2, 1, 72));
  CHECK(f.take(RecordKind::branch, 1));
  CHECK(f.take(RecordKind::loop_exit, 2));
  for (std::uint32_t i = 1; i < SpanAssembler::max_inner; ++i)
    REQUIRE(f.take(RecordKind::change, 1, 1, 88));
  for (int i = 0; i < 3; ++i)
    CHECK(f.take_record(RecordKind::change, 1) == SpanAssembler::Taken::left_out);
  CHECK(f.take(RecordKind::exit, 1));
  CHECK(emitted ==
        std::vector<Emitted>{{2, 1, 1, sizeof(Record), 1, 0}, {1, 1, 1, sizeof(Record), SpanAssembler::max_inner, 3}});
  CHECK(f.dropped() == 0);
  CHECK(f.take_record(RecordKind::change, 1) == SpanAssembler::Taken::no);
}

TEST_CASE("SpanAssembler: an exit without its entry is dropped and counted", "[span_assembler]") {
  Fixture f;
  CHECK(f.take(RecordKind::exit, 1));
  CHECK(f.dropped() == 1);
  CHECK(f.take(RecordKind::enter, 1));
  CHECK(f.take(RecordKind::exit, 1));
  CHECK(f.take(RecordKind::exit, 1)); // again
  CHECK(f.dropped() == 2);
  CHECK(emitted.size() == 1);
}

TEST_CASE("SpanAssembler: an entry for which there is no memory is dropped with its exit", "[span_assembler]") {
  Fixture f(2 * 4096);
  CHECK(f.take(RecordKind::enter, 1, 1, 4'000));
  CHECK(f.take(RecordKind::enter, 2, 1, 6'000));
  CHECK(f.dropped() == 1);
  CHECK(f.take(RecordKind::exit, 2));
  CHECK(f.dropped() == 2);
  CHECK(f.take(RecordKind::exit, 1));
  CHECK(emitted == std::vector<Emitted>{{1, 1, 1, 4'000, 0, 0}});
  CHECK(f.take(RecordKind::enter, 3, 1, 6'000)); // the memory is free again
  CHECK(f.take(RecordKind::exit, 3));
  CHECK(emitted.size() == 2);
}

TEST_CASE("SpanAssembler: as many spans are open as there are slots", "[span_assembler]") {
  Fixture f(SpanAssembler::max_spans * 4096 + 4096);
  for (std::uint64_t span = 1; span <= SpanAssembler::max_spans; ++span)
    REQUIRE(f.take(RecordKind::enter, span * 0x10001));
  CHECK(f.dropped() == 0);
  CHECK(f.take(RecordKind::enter, 5));
  CHECK(f.dropped() == 1);
  for (std::uint64_t span = 1; span <= SpanAssembler::max_spans; ++span)
    REQUIRE(f.take(RecordKind::exit, span * 0x10001));
  CHECK(emitted.size() == SpanAssembler::max_spans);
  CHECK(f.take(RecordKind::enter, 6));
  CHECK(f.dropped() == 1);
}

TEST_CASE("SpanAssembler: dlclose drops the open spans, a forked child has none", "[span_assembler]") {
  Fixture f;
  CHECK(f.take(RecordKind::enter, 1));
  CHECK(f.take(RecordKind::enter, 2));
  f.assembler.forget_sites();
  CHECK(f.dropped() == 2);
  CHECK(f.take(RecordKind::exit, 1));
  CHECK(f.dropped() == 3);
  CHECK(f.take(RecordKind::enter, 3));
  f.assembler.reset_in_child();
  CHECK(f.dropped() == 3); // the parent's
  CHECK(f.take(RecordKind::exit, 3));
  CHECK(emitted.empty());
}

TEST_CASE("SpanAssembler: spans that are open when the process ends are emitted as unfinished", "[span_assembler]") {
  Fixture f;
  CHECK_FALSE(f.assembler.has_spans());
  CHECK(f.take(RecordKind::enter, 1));
  CHECK(f.take(RecordKind::loop_enter, 2));
  CHECK(f.take(RecordKind::change, 2, 1, 88));
  CHECK(f.take(RecordKind::enter, 3, 5));
  CHECK(f.assembler.has_spans());
  static int times;
  times = 0;
  f.assembler.finish([] { ++times; });
  CHECK_FALSE(f.assembler.has_spans());
  CHECK(times == 3);
  std::sort(emitted.begin(), emitted.end(), [](const Emitted &a, const Emitted &b) { return a.span < b.span; });
  CHECK(emitted == std::vector<Emitted>{{1, 1, 1, sizeof(Record), 0, 0},
                                        {2, 1, 1, sizeof(Record), 1, 0},
                                        {3, 5, 5, sizeof(Record), 0, 0}});
  CHECK(exit_flags == std::vector<std::uint8_t>(3, record_unfinished));
  CHECK(f.dropped() == 0);
  CHECK(f.take(RecordKind::enter, 4)); // telemetry may go on behind it
  CHECK(f.take(RecordKind::exit, 4));
  CHECK(emitted.size() == 4);
}
