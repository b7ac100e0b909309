// Tests which traces tail sampling emits, in which order, and what it does when memory is short.
#include "fakes.h"

#include "runtime/backend/tail.h"
#include "runtime/core/drop_counter.h"

#include <memory>
#include <vector>

using namespace telinject;

namespace {

std::vector<std::uint64_t> emitted;    // spans, in order
std::vector<int> threads;              // ... and their threads
std::vector<std::uint32_t> generation; // ... of the text that belongs to the thread

struct Fixture {
  explicit Fixture(std::uint64_t bytes = 1024 * 1024, std::uint64_t slow_ns = 0) {
    emitted.clear();
    threads.clear();
    generation.clear();
    sampler.start(bytes, slow_ns, [](ThreadText &text, const ThreadFacts &thread, const Record *r) {
      emitted.push_back(r->span);
      threads.push_back(thread.id);
      generation.push_back(text.generation);
      text.generation = thread.generation;
    });
  }
  bool enter(std::uint64_t trace, std::uint64_t span, std::size_t size = sizeof(Record), int thread = 1) {
    return take(RecordKind::enter, trace, span, size, thread, 0);
  }
  bool leave(std::uint64_t trace, std::uint64_t span, bool raised = false, int thread = 1) {
    return take(RecordKind::exit, trace, span, sizeof(Record), thread, raised ? record_raised : 0);
  }
  bool take(RecordKind kind, std::uint64_t trace, std::uint64_t span, std::size_t size, int thread,
            std::uint8_t flags) {
    alignas(Record) char memory[max_record_size] = {};
    Record r = fake::record(kind, span, 10);
    r.size = static_cast<std::uint32_t>(size);
    r.trace_low = trace;
    r.flags = flags;
    r.start = 0;
    std::memcpy(memory, &r, sizeof r);
    ThreadFacts facts;
    facts.id = thread;
    facts.generation = static_cast<std::uint32_t>(thread);
    return sampler.take(facts, reinterpret_cast<Record *>(memory));
  }
  std::uint64_t dropped() const { return dropped_events.total() - dropped_before; }

  std::unique_ptr<TailSampler::Tables> tables = std::make_unique<TailSampler::Tables>();
  TailSampler sampler{*tables};
  std::uint64_t dropped_before = dropped_events.total();
};

using Spans = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("TailSampler: a trace without an error is dropped and counted", "[tail]") {
  Fixture f;
  CHECK(f.enter(1, 10));
  CHECK(f.enter(1, 11));
  CHECK(f.leave(1, 11));
  CHECK(f.sampler.dropped_traces() == 0);
  CHECK(f.leave(1, 10));
  CHECK(f.sampler.dropped_traces() == 1);
  CHECK(emitted.empty());
  CHECK(f.dropped() == 0);
}

TEST_CASE("TailSampler: a trace with an error is emitted whole, in order, and what follows at once", "[tail]") {
  Fixture f;
  CHECK(f.enter(1, 10));
  CHECK(f.enter(2, 20)); // another trace in between
  CHECK(f.enter(1, 11));
  CHECK(f.leave(1, 11, true));
  CHECK(emitted == Spans{10, 11, 11});
  CHECK_FALSE(f.enter(1, 12)); // the caller emits it
  CHECK_FALSE(f.leave(1, 12));
  CHECK_FALSE(f.leave(1, 10));
  CHECK(f.leave(2, 20));
  CHECK(emitted == Spans{10, 11, 11});
  CHECK(f.sampler.dropped_traces() == 1);
  // The next trace with that id is a new one.
  CHECK(f.enter(1, 13));
}

TEST_CASE("TailSampler: records keep their threads, and a thread's text does not go to another", "[tail]") {
  Fixture f;
  CHECK(f.enter(1, 10, sizeof(Record), 1));
  CHECK(f.enter(1, 11, sizeof(Record), 2));
  CHECK(f.leave(1, 11, false, 2));
  CHECK(f.leave(1, 10, true, 1));
  CHECK(emitted == Spans{10, 11, 11, 10});
  CHECK(threads == std::vector<int>{1, 2, 2, 1});
  CHECK(generation == std::vector<std::uint32_t>{2, 3, 2, 2}); // another one wherever the thread has changed
}

TEST_CASE("TailSampler: without an end, keep_all decides", "[tail]") {
  Fixture f;
  CHECK(f.enter(1, 10));
  CHECK(f.enter(2, 20));
  f.sampler.release();
  CHECK(emitted.empty());
  f.sampler.keep_all(true);
  f.sampler.release();
  CHECK(emitted == Spans{10, 20});
  CHECK_FALSE(f.leave(1, 10));
  CHECK(f.enter(3, 30)); // stored and emitted at once
  CHECK(emitted == Spans{10, 20, 30});
  f.sampler.keep_all(false);
  CHECK(f.enter(4, 40));
  CHECK(emitted == Spans{10, 20, 30});
}

TEST_CASE("TailSampler: when memory is short the oldest other trace goes", "[tail]") {
  Fixture f(4 * 4096);
  CHECK(f.enter(1, 10, 6'000)); // two chunks
  CHECK(f.enter(2, 20, 6'000));
  CHECK(f.enter(3, 30, 6'000)); // in place of the first trace
  CHECK(f.leave(3, 30, true));
  CHECK(emitted == Spans{30, 30});
  CHECK(f.dropped() == 0); // whether the first one is wanted is not known yet
  CHECK(f.leave(1, 10, true));
  CHECK(f.dropped() == 2); // now it is
  CHECK(emitted == Spans{30, 30});
  CHECK(f.leave(2, 20, true));
  CHECK(emitted == Spans{30, 30, 20, 20});
}

TEST_CASE("TailSampler: a trace that does not fit into all of the memory is discarded", "[tail]") {
  Fixture f(2 * 4096);
  CHECK(f.enter(1, 10, 4'000));
  CHECK(f.enter(1, 11, 6'000));
  CHECK(f.leave(1, 11));
  CHECK(f.leave(1, 10));
  CHECK(f.sampler.dropped_traces() == 1);
  CHECK(f.dropped() == 0);
  CHECK(f.enter(2, 20)); // its memory is free
  CHECK(f.leave(2, 20, true));
  CHECK(emitted == Spans{20, 20});
}

TEST_CASE("TailSampler: traces beyond the number of slots are emitted in full", "[tail]") {
  Fixture f(64 * 1024 * 1024);
  for (std::uint64_t trace = 1; trace <= TailSampler::max_traces; ++trace)
    REQUIRE(f.enter(trace, trace));
  CHECK_FALSE(f.enter(999'999, 1));
  CHECK_FALSE(f.leave(999'999, 1));
  CHECK(f.leave(7, 7)); // frees a slot
  CHECK(f.enter(999'999, 1));
}

TEST_CASE("TailSampler: dlclose discards what waits, a forked child begins anew", "[tail]") {
  Fixture f;
  CHECK(f.enter(1, 10));
  f.sampler.forget_sites();
  CHECK(f.leave(1, 10, true));
  CHECK(emitted.empty());
  CHECK(f.dropped() == 2);
  CHECK(f.enter(2, 20));
  f.sampler.keep_all(true);
  f.sampler.reset_in_child();
  f.sampler.release();
  CHECK(emitted.empty());
  CHECK(f.sampler.dropped_traces() == 0);
  CHECK_FALSE(f.leave(2, 20)); // of a trace of the parent: emitted as it comes
  CHECK(f.enter(2, 21));
}
