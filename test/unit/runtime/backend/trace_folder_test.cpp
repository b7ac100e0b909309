// Tests folded export: which spans of random traces are kept, that every sum is exact, and what limits do.
#include "fakes.h"

#include "runtime/backend/trace_folder.h"
#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/core/handed_out.h"

#include <map>
#include <memory>
#include <random>
#include <set>
#include <vector>

using namespace telinject;

namespace {

const char *const sites[] = {"it\nGCC 12.2.0 C++20\nf.cpp:7\nf(a, b) -> int",
                             "it\nGCC 12.2.0 C++20\nf.cpp:17\ng(a) -> int",
                             "it\nGCC 12.2.0 C++20\nf.cpp:27\nh() -> int"};

// What arrived of a span.
struct Arrived {
  std::uint64_t parent = 0, duration_ns = 0;
  int entries = 0, exits = 0;
  bool is_estimate = false;
};
struct Sum {
  std::uint64_t calls = 0, total_ns = 0, max_ns = 0, self_ns = 0;
  bool operator==(const Sum &) const = default;
};
std::map<std::uint64_t, Arrived> arrived;
std::map<std::string, Sum> sums;
std::vector<std::uint64_t> order; // of entries
std::uint64_t last_ns;
bool is_ordered;

std::string text_of(Slice s) {
  return {s.data, s.size};
}

bool take_event(Event &e) {
  Arrived &span = arrived[e.context.span];
  span.parent = e.context.parent;
  is_ordered = is_ordered && e.unix_ns >= last_ns;
  last_ns = e.unix_ns;
  if (e.type == EventType::function_entry) {
    ++span.entries;
    order.push_back(e.context.span);
    return true;
  }
  ++span.exits;
  span.duration_ns = e.duration_ns;
  span.is_estimate = (e.folded_flags & folded_self_estimated) != 0;
  Sum &own = sums[text_of(e.site->site.function)];
  ++own.calls;
  own.total_ns += e.duration_ns;
  own.max_ns = std::max(own.max_ns, e.duration_ns);
  for (std::size_t i = 0; i < e.folded_count; ++i) {
    const FoldedFigures &row = e.folded[i];
    Sum &sum = sums[text_of(row.key)];
    sum.calls += row.figures.calls;
    sum.total_ns += row.figures.total_ns;
    sum.max_ns = std::max(sum.max_ns, row.figures.max_ns);
    sum.self_ns += static_cast<std::uint64_t>(row.figures.self_ns);
  }
  return true;
}

struct Fixture {
  explicit Fixture(std::uint64_t budget, std::uint64_t bytes = 64 * 1024 * 1024) {
    clock_start(false); // ticks are nanoseconds
    clock_calibrate();
    arrived.clear();
    sums.clear();
    order.clear();
    last_ns = 0;
    is_ordered = true;
    rendering_start(&fake::format, {}, take_event);
    folder.start(bytes, budget,
                 {.record = render_kept_record, .span = nullptr, .after_each = [] {}, .named_sites = max_named_sites});
  }
  bool put(RecordKind kind, std::uint64_t span, std::uint64_t parent, std::uint64_t ticks, std::uint64_t start = 0,
           const char *site = sites[0], bool raised = false) {
    struct {
      Record record;
      ErrorHead error;
    } r{};
    r.record = fake::record(kind, span, ticks);
    r.record.parent = parent;
    r.record.site = site;
    if (kind == RecordKind::exit) {
      r.record.start = start;
      r.record.flags = raised ? std::uint8_t{record_raised} : std::uint8_t{0};
      r.record.size = raised ? sizeof r : sizeof r.record;
    }
    return folder.take({text, facts, &r.record});
  }
  bool enter(std::uint64_t span, std::uint64_t parent, std::uint64_t ticks) {
    return put(RecordKind::enter, span, parent, ticks);
  }
  bool leave(std::uint64_t span, std::uint64_t parent, std::uint64_t start, std::uint64_t ticks,
             const char *site = sites[0], bool raised = false) {
    return put(RecordKind::exit, span, parent, ticks, start, site, raised);
  }
  std::unique_ptr<TraceFolder::Tables> tables = std::make_unique<TraceFolder::Tables>();
  TraceFolder folder{*tables};
  ThreadText text{};
  ThreadFacts facts;
  std::uint64_t dropped_before = dropped_events.total();
  std::uint64_t dropped() const { return dropped_events.total() - dropped_before; }
};

// A span of a random tree.
struct Made {
  std::uint64_t parent, start, end, depth;
  const char *site;
  bool raised, is_kept_for_error = false;
};

// One trace of a thread; returns its spans by id.
std::map<std::uint64_t, Made> make_trace(Fixture &f, std::mt19937 &random, std::size_t size) {
  std::map<std::uint64_t, Made> made;
  std::vector<std::uint64_t> open;
  std::uint64_t ticks = 1'000, id = 0;
  while (id < size || !open.empty()) {
    ticks += random() % 100;
    if (id < size && (open.empty() || random() % 100 < 55)) {
      const std::uint64_t parent = open.empty() ? 0 : open.back();
      made[++id] = {parent, ticks, 0, open.size(), sites[random() % 3], random() % 200 == 0};
      REQUIRE(f.put(RecordKind::enter, id, parent, ticks, 0, made[id].site));
      open.push_back(id);
    } else if (open.size() > 1 || id == size) {
      Made &span = made[open.back()];
      span.end = ticks;
      REQUIRE(f.leave(open.back(), span.parent, span.start, ticks, span.site, span.raised));
      for (std::uint64_t i = open.back(); span.raised && i != 0; i = made[i].parent)
        made[i].is_kept_for_error = true;
      open.pop_back();
    }
  }
  return made;
}

} // namespace

TEST_CASE("TraceFolder: a trace within the budget stays whole, in order of time", "[trace_folder]") {
  Fixture f(100);
  std::mt19937 random(1);
  const auto made = make_trace(f, random, 100);
  CHECK(arrived.size() == 100);
  for (const auto &[id, span] : made) {
    CHECK(arrived[id].parent == span.parent);
    CHECK((arrived[id].entries == 1 && arrived[id].exits == 1 && !arrived[id].is_estimate));
  }
  CHECK(is_ordered);
  CHECK(f.folder.folded_spans() == 0);
  CHECK_FALSE(f.folder.has_spans());
  CHECK(f.dropped() == 0);
}

TEST_CASE("TraceFolder: sums are exact, and the spans that count most are kept", "[trace_folder]") {
  std::mt19937 random(2);
  for (const std::size_t budget : {1u, 2u, 10u, 100u, 1000u}) {
    Fixture f(budget);
    const auto made = make_trace(f, random, 5'000);
    REQUIRE(arrived.size() == budget);
    std::map<std::string, Sum> expected;
    std::map<std::uint64_t, std::uint64_t> inside;
    for (const auto &[id, span] : made) {
      Sum &sum = expected[span.site == sites[0] ? "f" : span.site == sites[1] ? "g" : "h"];
      ++sum.calls;
      sum.total_ns += span.end - span.start;
      sum.max_ns = std::max(sum.max_ns, span.end - span.start);
      inside[span.parent] += span.end - span.start;
    }
    std::uint64_t self = 0, kept_inside = 0;
    for (auto &[name, sum] : sums)
      self += std::exchange(sum.self_ns, 0);
    CHECK(sums == expected);
    // The time of the root is the self times of all spans, those of the kept ones less that of their kept children.
    std::uint64_t kept_self = 0;
    for (const auto &[id, span] : arrived) {
      CHECK_FALSE(span.is_estimate);
      kept_self += span.duration_ns;
      kept_inside += span.parent != 0 ? span.duration_ns : 0;
    }
    CHECK(kept_self - kept_inside == made.at(1).end - made.at(1).start);
    CHECK(self <= kept_self);
    // Parents are the nearest kept ancestors.
    for (const auto &[id, span] : arrived) {
      std::uint64_t parent = made.at(id).parent;
      while (parent != 0 && arrived.count(parent) == 0)
        parent = made.at(parent).parent;
      CHECK(span.parent == parent);
    }
    // No span is left out that counts more than a kept one.
    using Rank = std::pair<int, std::uint64_t>;
    const auto rank = [](const Made &span) {
      return span.is_kept_for_error ? Rank(0, span.depth) : Rank(1, ~(span.end - span.start));
    };
    Rank worst_kept(0, 0), best_folded(2, 0);
    for (const auto &[id, span] : made)
      if (id != 1 && arrived.count(id) != 0)
        worst_kept = std::max(worst_kept, rank(span));
      else if (id != 1)
        best_folded = std::min(best_folded, rank(span));
    CHECK(worst_kept <= best_folded);
    CHECK(f.folder.folded_spans() == 5'000 - budget);
    CHECK(f.dropped() == 0);
  }
}

TEST_CASE("TraceFolder: a child that outlives its folded parent goes to the nearest kept span", "[trace_folder]") {
  Fixture f(3);
  CHECK(f.enter(1, 0, 10));
  CHECK(f.enter(2, 1, 20));
  CHECK(f.enter(3, 2, 30)); // of another thread
  CHECK(f.leave(2, 1, 20, 40));
  CHECK(f.enter(4, 1, 50));
  CHECK(f.leave(4, 1, 50, 200));
  CHECK(f.enter(5, 1, 210));
  CHECK(f.leave(5, 1, 210, 400)); // 2, the shortest, is folded
  CHECK(f.enter(6, 2, 410));      // its parent has ended, and is folded
  CHECK(f.leave(6, 2, 410, 800));
  CHECK(f.leave(1, 0, 10, 900)); // 3 is open still
  CHECK(f.leave(3, 2, 30, 1'000));
  CHECK(order == std::vector<std::uint64_t>{1, 5, 6, 3});
  CHECK((arrived[6].parent == 1 && arrived[3].parent == 1));
  CHECK(arrived[1].is_estimate);
  CHECK(sums["f"].calls == 6);
  CHECK_FALSE(f.folder.has_spans());
  CHECK(f.dropped() == 0);
}

TEST_CASE("TraceFolder: a root of another process's trace is kept, and the budget is the trace's", "[trace_folder]") {
  Fixture f(4);
  for (std::uint64_t root = 1; root <= 3; ++root) {
    CHECK(f.enter(root * 100, 77, root * 1'000));
    for (std::uint64_t i = 1; i <= 3; ++i) {
      CHECK(f.enter(root * 100 + i, root * 100, root * 1'000 + i * 10));
      CHECK(f.leave(root * 100 + i, root * 100, root * 1'000 + i * 10, root * 1'000 + i * 10 + i));
    }
    CHECK(f.leave(root * 100, 77, root * 1'000, root * 1'000 + 500));
  }
  CHECK(arrived.size() == 6); // four of the first root, then roots only
  CHECK(arrived[100].parent == 77);
  CHECK(sums["f"].calls == 12);
}

TEST_CASE("TraceFolder: without memory for more spans their calls are counted", "[trace_folder]") {
  Fixture f(100, 8 * 4096);
  CHECK(f.enter(1, 0, 1));
  for (std::uint64_t i = 2; i <= 50; ++i)
    CHECK(f.enter(i, i - 1, i));
  for (std::uint64_t i = 50; i >= 2; --i)
    CHECK(f.leave(i, i - 1, i, 200 - i));
  CHECK(f.leave(1, 0, 1, 300));
  CHECK(sums["f"].calls == 50);
  CHECK(arrived.size() <= 8);
  CHECK(f.dropped() == 0);
}

TEST_CASE("TraceFolder: at the end open spans are written as unfinished", "[trace_folder]") {
  Fixture f(3);
  for (std::uint64_t i = 1; i <= 5; ++i)
    CHECK(f.enter(i, i - 1, i * 10));
  CHECK(arrived.empty());
  f.folder.finish();
  CHECK(arrived.size() == 3);
  CHECK(sums["f"].calls == 5);
  CHECK_FALSE(f.folder.has_spans());
}

TEST_CASE("TraceFolder: an exit without an entry is dropped; a forked child has no spans", "[trace_folder]") {
  Fixture f(3);
  CHECK(f.leave(1, 0, 10, 20));
  CHECK(f.dropped() == 1);
  CHECK(f.enter(2, 0, 30));
  f.folder.reset_in_child();
  CHECK(f.leave(2, 0, 30, 40));
  CHECK(f.dropped() == 2);
  CHECK(arrived.empty());
}

TEST_CASE("TraceFolder: dlclose folds what is complete, and open spans stay", "[trace_folder]") {
  Fixture f(100);
  CHECK(f.enter(1, 0, 10));
  CHECK(f.enter(2, 1, 20));
  CHECK(f.leave(2, 1, 20, 30));
  f.folder.forget_sites();
  CHECK(f.leave(1, 0, 10, 40));
  CHECK(order == std::vector<std::uint64_t>{1});
  CHECK(sums["f"].calls == 2);
  CHECK(f.dropped() == 0);
}

TEST_CASE("TraceFolder: a span whose context was handed out is kept before longer ones", "[trace_folder]") {
  Fixture f(3);
  constexpr std::uint64_t handed_out = 0x1234567;
  REQUIRE(f.enter(1, 0, 1'000));
  std::uint64_t ticks = 2'000;
  for (std::uint64_t span = 2; span < 12; ++span, ticks += 2'000) {
    REQUIRE(f.enter(span, 1, ticks));
    if (span == 6) {
      REQUIRE(f.enter(handed_out, span, ticks + 1));
      note_handed_out(handed_out);
      REQUIRE(f.leave(handed_out, span, ticks + 1, ticks + 2));
    }
    REQUIRE(f.leave(span, 1, ticks, ticks + 1'000));
  }
  REQUIRE(f.leave(1, 0, 1'000, ticks));
  REQUIRE(arrived.size() == 3);
  CHECK(arrived.count(1) == 1);
  REQUIRE(arrived.count(handed_out) == 1);
  CHECK((arrived[handed_out].parent == 1 || arrived.count(arrived[handed_out].parent) == 1));
  CHECK(f.dropped() == 0);
}
