// Checks each event against the open spans of its process.
#include "tool/events/check/span_tree.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "tool/events/check/consistency.h"
#include "tool/events/input/text.h"

namespace telinject::events {
namespace {

std::uint64_t hash_name(std::string_view name) {
  return std::hash<std::string_view>{}(name);
}

std::string trace_text(const TraceId &id) {
  return hex16(id.high) + hex16(id.low);
}

std::string parent_text(std::uint64_t id) {
  return id == 0 ? "null" : hex16(id);
}

} // namespace

SpanTree::SpanTree(FaultLog &faults, bool strict_exits, ProcessLimits limits)
    : faults_(faults), strict_exits_(strict_exits), limits_(limits), table_(limits) {}

// Calls use(sums) for the process, and keeps the number of stored sites within its limit.
template <class Use> void SpanTree::with_sums(Process &p, Use &&use) {
  if (!is_summing_)
    return;
  const std::uint64_t before = p.facts ? p.facts->size() : 0;
  if (!p.facts)
    p.facts = std::make_unique<SiteSums>();
  use(*p.facts);
  sites_ += p.facts->size() - before; // may be less than before
  if (sites_ <= limits_.sites)
    return;
  is_summing_ = false;
  for (auto &[key, process] : table_.processes())
    process.facts.reset();
}

void SpanTree::add(const Event &e, Location location) {
  check_consistency(e, location, faults_);
  check_folded_entries(e, location, faults_);
  if (e.has_span)
    check_trace_flags(e, location);
  if (e.has_span && e.phase == Phase::entry)
    ++spans_;
  if (!e.has_process || gave_up_)
    return;
  Process *p = table_.enter(e, [this](const Process &old) { end_process(old); });
  if (!p)
    return give_up(location, "more than " + std::to_string(limits_.processes) + " processes");
  with_sums(*p, [&](SiteSums &sums) {
    sums.add(e, location, faults_);
    if (!e.has_span || e.sequence != p->last_sequence + 1)
      sums.mark_partial();
  });
  check_sequence(*p, e, location);
  if (!e.has_span)
    return;
  switch (e.phase) {
  case Phase::entry:
    return on_entry(*p, e, location);
  case Phase::exit:
    return on_exit(*p, e, location);
  case Phase::inner:
    return on_inner_event(*p, e, location);
  }
}

void SpanTree::check_sequence(Process &p, const Event &e, Location location) {
  const std::uint64_t expected = p.last_sequence + 1;
  const std::string process = join("process ", p.pid);
  if (e.sequence > expected)
    faults_.add(location, join("is ", e.sequence, " where ", expected, " comes next in ", process), "/sequence");
  else if (e.sequence < expected)
    faults_.add(location, join("is ", e.sequence, " after ", p.last_sequence, " in ", process), "/sequence");
  p.last_sequence = e.sequence;
}

void SpanTree::check_trace_flags(const Event &e, Location location) {
  if (e.trace_flags != "00" && e.trace_flags != "01")
    return;
  if (!traces_.note(e.trace, e.trace_flags == "01"))
    faults_.add(location, join("is ", quoted(e.trace_flags), ", but this trace began with the other"), "/trace_flags");
}

void SpanTree::on_entry(Process &p, const Event &e, Location location) {
  if (is_second_entry(p, e, location))
    return;
  if (table_.is_full())
    return give_up(location, "more than " + std::to_string(limits_.open_spans) + " spans open at once");
  const std::uint64_t thread = check_parent(p, e, location);
  table_.open(p, e.span,
              {e.trace,
               e.parent,
               e.timestamp_ns.value_or(0),
               hash_name(e.function_name),
               thread,
               location,
               e.kind,
               !e.correlation_id.empty(),
               {}});
  begin_time(p, e, thread);
  recent_.opened({e.span, e.trace, p.run, thread, location, {}, 0});
}

bool SpanTree::is_second_entry(Process &p, const Event &e, Location location) {
  const auto open = p.open.find(e.span);
  if (open != p.open.end()) {
    faults_.add(
        location,
        join("second entry of span ", hex16(e.span), ", entered at ", faults_.name(open->second.entry, location)),
        "/span_id");
    return true;
  }
  const RecentSpan *seen = recent_.find(e.span);
  if (!seen || seen->trace != e.trace)
    return false;
  // Ids must be unique across processes: a forked child must not reuse its parent's random numbers.
  faults_.add(location,
              join("second entry of span ", hex16(e.span), ", entered at ", faults_.name(seen->entry, location),
                   (seen->run == p.run ? " and left since" : " by another process")),
              "/span_id");
  return seen->run == p.run;
}

// Returns the thread of the entry: its own, or else its parent's.
std::uint64_t SpanTree::check_parent(Process &p, const Event &e, Location location) {
  if (e.parent == 0)
    return e.thread;
  if (e.parent == e.span) {
    faults_.add(location, "is the span's own id", "/parent_span_id");
    return e.thread;
  }
  const auto open = p.open.find(e.parent);
  const RecentSpan *seen = open == p.open.end() ? recent_.find(e.parent) : nullptr;
  const TraceId *trace = open != p.open.end() ? &open->second.trace : seen ? &seen->trace : nullptr;
  if (trace && *trace != e.trace)
    faults_.add(location,
                join("is ", trace_text(e.trace), ", but the parent ", hex16(e.parent), " is in ", trace_text(*trace)),
                "/trace_id");
  if (open != p.open.end())
    return e.thread != 0 ? e.thread : open->second.thread;
  // The parent may have ended: a context passed to another thread may outlive its span.
  const bool other_thread = seen && e.thread != 0 && seen->thread != 0 && e.thread != seen->thread;
  // A span over several calls of a library is written when it ends, which may be after its parent.
  const bool began_before = seen && e.timestamp_ns && *e.timestamp_ns <= seen->exit_ns;
  if (seen && seen->run == p.run && seen->exit.line != 0 && !other_thread && !began_before && e.has_caller)
    faults_.add(
        location,
        join("entry after the exit of its parent ", hex16(e.parent), " at ", faults_.name(seen->exit, location)),
        "/parent_span_id");
  return e.thread;
}

void SpanTree::on_exit(Process &p, const Event &e, Location location) {
  const auto found = p.open.find(e.span);
  RecentSpan *seen = recent_.find(e.span);
  if (seen && seen->run != p.run)
    seen = nullptr;
  if (found == p.open.end()) {
    const bool is_second = seen && seen->exit.line != 0;
    faults_.add(location,
                is_second
                    ? join("second exit of span ", hex16(e.span), ", left at ", faults_.name(seen->exit, location))
                    : join("exit of span ", hex16(e.span), " without an entry in process ", p.pid),
                "/span_id");
    return;
  }
  check_exit(found->second, e, location);
  end_time(p, found->second, e, location);
  if (seen) {
    seen->exit = location;
    seen->exit_ns = e.timestamp_ns.value_or(0);
  }
  table_.close(p, found);
}

void SpanTree::check_exit(const Span &span, const Event &e, Location location) {
  const auto entry = [&] { return join("its entry at ", faults_.name(span.entry, location)); };
  if (span.kind != e.kind)
    faults_.add(location, "is the exit of another kind of span than " + entry(), "/event_type");
  if (span.parent != e.parent)
    faults_.add(location, join("is ", parent_text(e.parent), ", but ", entry(), " has ", parent_text(span.parent)),
                "/parent_span_id");
  if (span.name_hash != hash_name(e.function_name))
    faults_.add(
        location,
        join("is ", e.function_name.empty() ? "absent" : quoted(e.function_name), ", but ", entry(), " has another"),
        "/function_name");
  if (e.timestamp_ns && *e.timestamp_ns < span.timestamp_ns)
    faults_.add(location, join("is ", span.timestamp_ns - *e.timestamp_ns, " ns before ", entry()), "/timestamp_ns");
  if (span.time.also_folded != e.also_folded)
    faults_.add(location, join("is ", e.also_folded ? "true" : "absent", ", unlike in ", entry()),
                "/attributes/also_folded");
  check_same_trace(span, e, location);
}

void SpanTree::check_same_trace(const Span &span, const Event &e, Location location) {
  if (span.trace != e.trace)
    faults_.add(location,
                join("is ", trace_text(e.trace), ", but the entry of its span at ", faults_.name(span.entry, location),
                     " has ", trace_text(span.trace)),
                "/trace_id");
  // Valid ids of one span differ only in their prefix, which is checked separately on entries and exits.
  const bool other_prefix = e.phase == Phase::inner && correlation_kind(e.correlation_id, e.span) != span.kind &&
                            correlation_kind(e.correlation_id, e.span) != SpanKind::none;
  if (span.has_correlation == e.correlation_id.empty() || (span.has_correlation && other_prefix))
    faults_.add(location,
                join("is ", e.correlation_id.empty() ? "absent" : quoted(e.correlation_id),
                     ", unlike that of the entry of its span at ", faults_.name(span.entry, location)),
                "/correlation_id");
}

void SpanTree::on_inner_event(Process &p, const Event &e, Location location) {
  // A span that is not open is the root span of the process, which has neither entry nor exit.
  const auto found = p.open.find(e.span);
  if (found != p.open.end())
    check_same_trace(found->second, e, location);
}

// Notes the span's owner, and that the owner has one more child.
void SpanTree::begin_time(Process &p, const Event &e, std::uint64_t thread) {
  const auto span = p.open.find(e.span);
  span->second.time.also_folded = e.also_folded;
  span->second.time.owner = find_owner(p.open, e.parent);
  const auto owner = p.open.find(span->second.time.owner);
  if (owner != p.open.end() && !e.also_folded)
    owner->second.time.begin_child(owner->second.thread != thread || e.is_coroutine);
}

void SpanTree::end_time(Process &p, Span &span, const Event &e, Location location) {
  const auto owner = p.open.find(span.time.owner);
  if (span.time.also_folded) {
    if (owner == p.open.end())
      return;
    owner->second.time.add_folded(e);
    if (owner->second.thread == span.thread)
      with_sums(p, [&](SiteSums &sums) {
        sums.note_folded_inside(owner->first, e);
        sums.expect_folded(owner->first, e);
      });
    return;
  }
  with_sums(p, [&](SiteSums &sums) { sums.check_expected(e, location, faults_); });
  span.time.add_folded(e);
  check_span_time(span.time, e, location, faults_);
  if (owner != p.open.end())
    owner->second.time.end_child(e.duration_ns.value_or(0));
}

void SpanTree::compare_sums(const Process &p) {
  if (!p.facts)
    return;
  sites_ -= p.facts->size();
  if (!p.facts->has_summary())
    return;
  // Calls that were folded into a span without exit are in no line.
  if (!p.facts->is_complete() || !p.open.empty()) {
    ++uncompared_;
    return;
  }
  ++compared_;
  p.facts->compare(p.pid, faults_);
}

void SpanTree::end_process(const Process &p) {
  count_open_spans(p);
  compare_sums(p);
}

void SpanTree::count_open_spans(const Process &p) {
  unclosed_ += p.open.size();
  if (!strict_exits_)
    return;
  std::vector<std::pair<Location, std::uint64_t>> spans;
  spans.reserve(p.open.size());
  for (const auto &[id, span] : p.open)
    spans.emplace_back(span.entry, id);
  std::sort(spans.begin(), spans.end());
  for (const auto &[location, id] : spans)
    faults_.add(location, join("span ", hex16(id), " has no exit"), "/span_id");
}

void SpanTree::finish() {
  std::vector<const Process *> ordered;
  for (const auto &[key, process] : table_.processes())
    ordered.push_back(&process);
  std::sort(ordered.begin(), ordered.end(), [](const Process *a, const Process *b) { return a->run < b->run; });
  for (const Process *p : ordered)
    end_process(*p);
}

void SpanTree::give_up(Location location, std::string_view what) {
  faults_.add(location, std::string(what) + ": the tree of spans is not checked from here on, the schema is", "");
  gave_up_ = true;
  table_.clear();
}

} // namespace telinject::events
