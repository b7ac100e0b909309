// Checks figures of folded calls.
#include "tool/events/check/folding.h"

#include <string_view>

#include "tool/events/input/folded.h"
#include "tool/events/input/text.h"

namespace telinject::events {
namespace {

void check_entry(const FoldedEntry &entry, std::string_view table, Location location, FaultLog &faults) {
  const auto check = [&](const char *name, const std::optional<std::uint64_t> &figure, const char *bound_name,
                         const std::optional<std::uint64_t> &bound, std::uint64_t tolerance) {
    if (figure && bound && *figure > add_saturating(*bound, tolerance))
      faults.add(location,
                 join(name, " of ", quoted(entry.key, 200), " is ", *figure, ", more than ", bound_name, ", ", *bound),
                 table);
  };
  if (entry.level == FoldLevel::dormant)
    return;
  check("errors", entry.errors, "calls", entry.calls, 0);
  if (entry.has_estimated_times())
    return;
  check("self_ns", entry.self_ns, "total_ns", entry.total_ns, entry.calls.value_or(0));
  check("max_ns", entry.max_ns, "total_ns", entry.total_ns, entry.calls.value_or(0));
  if (!entry.calls || !entry.max_ns)
    return;
  const std::uint64_t most = multiply_saturating(*entry.calls, *entry.max_ns);
  check("total_ns", entry.total_ns, "calls times max_ns", most, add_saturating(*entry.calls, most / 1000));
}

} // namespace

void SpanTime::end_child(std::uint64_t duration_ns) {
  if (open_children != 0)
    --open_children;
  inside_ns = add_saturating(inside_ns, duration_ns);
  ++inside;
}

void SpanTime::add_folded(const Event &exit) {
  if (!exit.folded)
    return;
  has_folded = true;
  for_each_folded(exit.folded, [this](const FoldedEntry &entry) {
    inside_ns = add_saturating(inside_ns, entry.self_ns.value_or(0));
    inside = add_saturating(inside, entry.calls.value_or(0));
    is_unknown = is_unknown || entry.has_estimated_times() || entry.self_estimated;
  });
  is_unknown = is_unknown || exit.self_estimated;
}

void check_folded_entries(const Event &e, Location location, FaultLog &faults) {
  const auto check = [&](const Value &table, std::string_view where) {
    for_each_folded(table, [&](const FoldedEntry &entry) { check_entry(entry, where, location, faults); });
  };
  check(e.folded, "/attributes/folded");
  check(e.sites, "/attributes/sites");
  check(e.unattributed, "/attributes/unattributed");
}

void check_span_time(const SpanTime &time, const Event &exit, Location location, FaultLog &faults) {
  if (!time.has_folded || time.is_unknown || time.also_folded || !exit.duration_ns)
    return;
  // Times are converted from ticks at different moments: a nanosecond each, and a little for the clock's rate.
  const std::uint64_t tolerance = add_saturating(time.inside, *exit.duration_ns / 1000);
  if (time.inside_ns > add_saturating(*exit.duration_ns, tolerance))
    faults.add(location,
               join("is ", *exit.duration_ns, ", less than the ", time.inside_ns,
                    " ns of the span's children and folded calls"),
               "/duration_ns");
}

} // namespace telinject::events
