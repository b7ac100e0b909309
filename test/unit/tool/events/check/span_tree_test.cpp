// The rules of the span tree: for each a list of events that keeps it, and one that breaks it.
#include <string>
#include <vector>

#include "catch.h"
#include "tool/events/check/consistency.h"
#include "tool/events/check/span_tree.h"

using namespace telinject::events;

namespace {

constexpr TraceId kTrace{1, 2};
constexpr TraceId kOtherTrace{1, 3};

// Events of one process; each gets the next sequence and a time of its own.
struct Producer {
  std::uint64_t pid = 1;
  std::uint64_t sequence = 0;
  std::uint64_t now = 1'000'000'000;

  Event event(Phase phase, std::uint64_t span, std::uint64_t parent) {
    Event e;
    e.kind = phase == Phase::inner ? SpanKind::none : SpanKind::function;
    e.phase = phase;
    e.has_process = e.has_span = true;
    e.pid = pid;
    e.host = "box";
    e.sequence = ++sequence;
    e.trace = kTrace;
    e.span = span;
    e.parent = parent;
    e.function_name = "f";
    e.trace_flags = "01";
    e.timestamp_ns = ++now;
    e.thread = phase == Phase::entry ? 3 : 0;
    e.has_caller = parent != 0;
    return e;
  }
  Event entry(std::uint64_t span, std::uint64_t parent = 0) { return event(Phase::entry, span, parent); }
  Event exit(std::uint64_t span, std::uint64_t parent = 0) { return event(Phase::exit, span, parent); }
  Event inner(std::uint64_t span, std::uint64_t parent = 0) { return event(Phase::inner, span, parent); }
};

struct Outcome {
  std::vector<std::string> faults;
  std::uint64_t open = 0, processes = 0, traces = 0;
};

Outcome run(const std::vector<Event> &events, bool strict = false, ProcessLimits limits = {}) {
  Outcome out;
  const std::vector<std::string> files{"f"};
  FaultLog log(files, 0, [&out](const std::string &line) { out.faults.push_back(line); });
  SpanTree tree(log, strict, limits);
  Location location;
  for (const Event &e : events) {
    ++location.line;
    tree.add(e, location);
  }
  tree.finish();
  out.open = tree.open_spans();
  out.processes = tree.processes();
  out.traces = tree.traces().size();
  return out;
}

// Exactly one fault, and it holds the text.
bool one_fault(const std::vector<Event> &events, const std::string &text) {
  const auto faults = run(events).faults;
  for (const auto &fault : faults)
    UNSCOPED_INFO(fault);
  return faults.size() == 1 && faults[0].find(text) != std::string::npos;
}
bool is_good(const std::vector<Event> &events) {
  const auto faults = run(events).faults;
  for (const auto &fault : faults)
    UNSCOPED_INFO(fault);
  return faults.empty();
}

} // namespace

TEST_CASE("Span tree: sequence", "[span_tree]") {
  Producer p;
  const Event a = p.entry(1), b = p.inner(1), c = p.exit(1);
  CHECK(is_good({a, b, c}));
  CHECK(one_fault({a, c}, "f:2: sequence is 3 where 2 comes next in process 1; at /sequence"));
  Event repeated = c;
  repeated.sequence = 2;
  CHECK(one_fault({a, b, repeated}, "f:3: sequence is 2 after 2"));
  Producer late;
  late.sequence = 4;
  CHECK(one_fault({late.inner(9)}, "is 5 where 1 comes next"));
}

TEST_CASE("Span tree: runs appended to one file, and processes interleaved", "[span_tree]") {
  Producer a, again, child{2};
  again.now += 1000;
  Event first = again.entry(5), last = again.exit(5);
  const auto out = run({a.entry(1), child.entry(2, 1), a.inner(1), child.exit(2, 1), first, last});
  CHECK(out.faults.empty());
  CHECK(out.processes == 3);
  CHECK(out.open == 1); // span 1 of the first run
  Producer elsewhere;
  Event other_host = elsewhere.entry(7);
  other_host.host = "crate";
  Producer b;
  CHECK(run({b.entry(1), other_host, b.exit(1)}).processes == 2);
}

TEST_CASE("Span tree: an exit has its entry", "[span_tree]") {
  Producer p, q;
  CHECK(is_good({p.entry(1), p.exit(1)}));
  CHECK(one_fault({q.exit(1)}, "exit of span 0000000000000001 without an entry in process 1; at /span_id"));
  Producer a, b{2};
  CHECK(run({a.entry(1), b.exit(1)}).faults.size() == 1); // another process's span is not this one's
}

TEST_CASE("Span tree: an exit says what its entry said", "[span_tree]") {
  const auto changed = [](auto &&change) {
    Producer p;
    std::vector<Event> events{p.entry(1), p.entry(2, 1), p.exit(2, 1), p.exit(1)};
    change(events[2]);
    return events;
  };
  CHECK(is_good(changed([](Event &) {})));
  CHECK(one_fault(changed([](Event &e) { e.trace = kOtherTrace; }), "trace_id is"));
  CHECK(one_fault(changed([](Event &e) { e.parent = 0; }),
                  "parent_span_id is null, but its entry at line 2 has 0000000000000001"));
  CHECK(one_fault(changed([](Event &e) { e.function_name = "g"; }),
                  "function_name is \"g\", but its entry at line 2 has another"));
  CHECK(one_fault(changed([](Event &e) { e.function_name = {}; }), "function_name is absent"));
  CHECK(one_fault(changed([](Event &e) { e.kind = SpanKind::loop; }), "at /event_type"));
  CHECK(one_fault(changed([](Event &e) { e.timestamp_ns = 5; }), "ns before its entry"));
}

TEST_CASE("Span tree: one entry and one exit for each span", "[span_tree]") {
  Producer p;
  CHECK(one_fault({p.entry(1), p.entry(1), p.exit(1)}, "second entry of span 0000000000000001, entered at line 1"));
  Producer q;
  CHECK(one_fault({q.entry(1), q.exit(1), q.exit(1)}, "second exit of span 0000000000000001, left at line 2"));
  Producer r;
  CHECK(one_fault({r.entry(1), r.exit(1), r.entry(1)}, "entered at line 1 and left since"));
  Producer a, b{2};
  CHECK(one_fault({a.entry(1), b.entry(1)}, "entered at line 1 by another process"));
  Producer c, d{2};
  Event other_trace = d.entry(1);
  other_trace.trace = kOtherTrace;
  CHECK(is_good({c.entry(1), other_trace}));
}

TEST_CASE("Span tree: a parent is open, or not of this process", "[span_tree]") {
  Producer p;
  CHECK(is_good({p.entry(1), p.entry(2, 1), p.exit(2, 1), p.exit(1)}));
  CHECK(is_good({Producer().entry(2, 77)})); // a remote parent
  Producer q;
  CHECK(one_fault({q.entry(1), q.exit(1), q.entry(2, 1)},
                  "entry after the exit of its parent 0000000000000001 at line 2"));
  Producer l;
  std::vector<Event> late{l.entry(1), l.exit(1), l.entry(2, 1), l.exit(2, 1)};
  late[2].timestamp_ns = *late[1].timestamp_ns;
  CHECK(is_good(late)); // it was open together with its parent, and is written when it ends
  Producer r;
  std::vector<Event> events{r.entry(1), r.exit(1), r.entry(2, 1)};
  events[2].thread = 5;
  CHECK(is_good(events)); // a context taken along by another thread
  events[2].thread = 3;
  events[2].has_caller = false;
  CHECK(is_good(events)); // a context attached to the thread that was in the parent
  Producer a, child{2};
  CHECK(is_good({a.entry(1), a.exit(1), child.entry(2, 1)})); // a forked child's parent may be over
  CHECK(one_fault({Producer().entry(3, 3)}, "parent_span_id is the span's own id"));
}

TEST_CASE("Span tree: a parent is in the same trace", "[span_tree]") {
  Producer p;
  std::vector<Event> events{p.entry(1), p.entry(2, 1)};
  CHECK(is_good(events));
  events[1].trace = kOtherTrace;
  CHECK(one_fault(events, "but the parent 0000000000000001 is in"));
  Producer a, forked{2};
  events = {a.entry(1), forked.entry(2, 1)};
  events[1].trace = kOtherTrace;
  CHECK(one_fault(events, "but the parent 0000000000000001 is in"));
}

TEST_CASE("Span tree: trace_flags stay in a trace", "[span_tree]") {
  Producer p;
  std::vector<Event> events{p.entry(1), p.exit(1), p.entry(2), p.exit(2)};
  events[2].trace = events[3].trace = kOtherTrace;
  events[2].trace_flags = events[3].trace_flags = "00";
  CHECK(is_good(events));
  CHECK(run(events).traces == 2);
  events[3].trace_flags = "01";
  CHECK(one_fault(events, "trace_flags is \"01\", but this trace began with the other"));
}

TEST_CASE("Span tree: durations agree", "[span_tree]") {
  const auto with = [](std::uint64_t ns, double ms) {
    Producer p;
    std::vector<Event> events{p.entry(1), p.exit(1)};
    events[1].duration_ns = ns;
    events[1].duration_ms = ms;
    return events;
  };
  CHECK(is_good(with(0, 0)));
  CHECK(is_good(with(345'678'000, 345.678)));
  CHECK(is_good(with(123, 0.000123)));
  CHECK(is_good(with(9'007'199'254'740'993, 9007199254.740993)));
  CHECK(one_fault(with(123, 0), "duration_ms is 0, but duration_ns says 0.000123"));
  CHECK(one_fault(with(1'500'000, 1.501), "duration_ms is 1.501, but duration_ns says 1.5"));
}

TEST_CASE("Span tree: timestamps agree", "[span_tree]") {
  CHECK(format_timestamp(0) == "1970-01-01T00:00:00.000Z");
  CHECK(format_timestamp(1'762'197'341'499'999'999) == "2025-11-03T19:15:41.499Z");
  CHECK(format_timestamp(1'709'210'096'007'000'000) == "2024-02-29T12:34:56.007Z");
  CHECK(format_timestamp(~0ULL) == "2554-07-21T23:34:33.709Z");
  const auto with = [](const char *text) {
    Event e = Producer().inner(1);
    e.timestamp_ns = 1'762'197'341'499'999'999;
    e.timestamp = text;
    return std::vector<Event>{e};
  };
  CHECK(is_good(with("2025-11-03T19:15:41.499Z")));
  CHECK(one_fault(with("2025-11-03T19:15:41.500Z"),
                  "but timestamp_ns says 2025-11-03T19:15:41.499Z")); // rounded, not truncated
}

TEST_CASE("Span tree: correlation ids", "[span_tree]") {
  const auto with = [](const char *entry, const char *inner, const char *exit) {
    Producer p;
    std::vector<Event> events{p.entry(1), p.inner(1), p.exit(1)};
    events[0].correlation_id = entry;
    events[1].correlation_id = inner;
    events[2].correlation_id = exit;
    return events;
  };
  const char *good = "func_0000000000000001";
  CHECK(is_good(with(good, good, good)));
  CHECK(is_good(with("", "", "")));
  CHECK(one_fault(with(good, good, "func_0000000000000002"),
                  "must be func_, loop_, try_, http_ or db_ and the span_id 0000000000000001"));
  CHECK(one_fault(with(good, good, "loop_0000000000000001"), "must start with func_"));
  CHECK(one_fault(with(good, "loop_0000000000000001", good), "unlike that of the entry of its span at line 1"));
  CHECK(one_fault(with(good, good, ""), "correlation_id is absent"));
  CHECK(correlation_kind("db_00000000000000ff", 255) == SpanKind::database);
  CHECK(correlation_kind("0000000000000001", 1) == SpanKind::none);
}

TEST_CASE("Span tree: spans without exit are a note, and faults only where asked for", "[span_tree]") {
  Producer p;
  const std::vector<Event> events{p.entry(1), p.entry(2, 1)};
  CHECK(run(events).faults.empty());
  CHECK(run(events).open == 2);
  const auto strict = run(events, true).faults;
  REQUIRE(strict.size() == 2);
  CHECK(strict[0] == "f:1: span 0000000000000001 has no exit; at /span_id");
}

TEST_CASE("Span tree: too many open spans or processes end the check with one fault", "[span_tree]") {
  Producer p;
  std::vector<Event> events;
  for (std::uint64_t i = 1; i <= 9; ++i)
    events.push_back(p.entry(i));
  CHECK(run(events, false, {9, 10}).faults.empty());
  const auto faults = run(events, false, {4, 10}).faults;
  REQUIRE(faults.size() == 1);
  CHECK(faults[0] ==
        "f:5: more than 4 spans open at once: the tree of spans is not checked from here on, the schema is");
  CHECK(run({Producer{1}.inner(1), Producer{2}.inner(1)}, false, {9, 1}).faults.size() == 1);
}

TEST_CASE("Span tree: many traces are counted once each", "[span_tree]") {
  TraceSet traces;
  for (int round = 0; round < 2; ++round)
    for (std::uint64_t i = 0; i < 50'000; ++i)
      REQUIRE(traces.note({i, 0}, i % 2 == 0));
  CHECK(traces.size() == 50'000);
  CHECK_FALSE(traces.note({7, 0}, true));
}
