// Adds lines and summaries up, and compares the sums.
#include "tool/events/check/site_sums.h"

#include <algorithm>
#include <map>
#include <vector>

#include "tool/events/input/text.h"

namespace telinject::events {
namespace {

constexpr const char *kFigureNames[] = {"calls", "errors", "total_ns", "iterations", "changes", "branches"};

// Times are converted from ticks at different moments, so that each call may be off by a nanosecond, and the rate of
// the clock by a little.
std::uint64_t time_tolerance(std::uint64_t calls, std::uint64_t ns) {
  return add_saturating(calls, ns / 1000);
}

std::string quoted_key(const std::string &key) {
  return events::quoted(key, 200);
}

// The key of an event inside a function; empty if the event does not have its place.
std::string inner_key(const Event &e) {
  if (e.function_name.empty() || e.file.empty() || !e.line_number)
    return {};
  return join(e.function_name, " ", e.file, ":", *e.line_number);
}

// A call of a library outside of all functions is at no site of the tables.
bool is_outside_functions(const Event &e) {
  return (e.kind == SpanKind::http || e.kind == SpanKind::database) && e.function_name.empty();
}

std::string describe(const std::string &what, const std::string &key, std::uint64_t summaries, std::uint64_t lines,
                     std::uint64_t pid) {
  return join(what, key.empty() ? " of all sites" : " of " + quoted_key(key), ": sites says ", summaries,
              ", the lines of process ", pid, " add up to ", lines);
}

} // namespace

// Dormant sites are estimates altogether; counted ones have estimated times, and what happened inside is unobserved.
bool SiteSums::Site::is_comparable(std::size_t figure) const {
  switch (figure) {
  case Figure::errors:
    return has_all_errors && level < FoldLevel::dormant;
  case Figure::total_ns:
  case Figure::iterations:
    return level < FoldLevel::counted;
  default:
    return level < FoldLevel::dormant;
  }
}

void SiteSums::add(const Event &e, Location location, FaultLog &faults) {
  ends_with_summary_ = e.inner == InnerKind::summary;
  if (e.lost_events != 0 || e.traces_sampled_out != 0)
    is_partial_ = true;
  add_written(e);
  add_folded(e.folded);
  if (e.inner == InnerKind::summary)
    add_summary(e, location, faults);
}

SiteSums::Site *SiteSums::site(std::string_view key) {
  key_.assign(key.substr(0, kMaxKeyBytes));
  const auto [found, is_new] = sites_.try_emplace(key_);
  size_ += is_new ? 1 : 0;
  return &found->second;
}

// The site of an event inside a function; a line without a place makes the account partial.
SiteSums::Site *SiteSums::inner_site(const Event &e) {
  const std::string key = inner_key(e);
  if (!key.empty())
    return site(key);
  is_partial_ = true;
  return nullptr;
}

void SiteSums::expect_folded(std::uint64_t owner, const Event &exit) {
  const std::string key = exit.kind == SpanKind::function ? std::string(exit.function_name) : inner_key(exit);
  if (key.empty())
    return;
  const auto [counts, is_new_owner] = expected_.try_emplace(owner);
  const auto [count, is_new] = counts->second.try_emplace(key.substr(0, kMaxKeyBytes));
  size_ += (is_new_owner ? 1 : 0) + (is_new ? 1 : 0);
  ++count->second;
}

void SiteSums::note_folded_inside(std::uint64_t owner, const Event &exit) {
  const auto counts = expected_.find(owner);
  if (counts == expected_.end())
    return;
  for_each_folded(exit.folded, [&](const FoldedEntry &entry) {
    const auto count = counts->second.find(std::string(entry.key.substr(0, kMaxKeyBytes)));
    if (count != counts->second.end())
      count->second -=
          entry.level == FoldLevel::dormant ? count->second : std::min(count->second, entry.calls.value_or(0));
  });
}

void SiteSums::check_expected(const Event &exit, Location location, FaultLog &faults) {
  const auto found = expected_.find(exit.span);
  if (found == expected_.end())
    return;
  std::map<std::string, std::uint64_t> missing(found->second.begin(), found->second.end());
  size_ -= missing.size() + 1;
  expected_.erase(found);
  bool has_rest = false;
  for_each_folded(exit.folded, [&](const FoldedEntry &entry) {
    has_rest = has_rest || entry.is_rest;
    const auto count = missing.find(std::string(entry.key.substr(0, kMaxKeyBytes)));
    if (count != missing.end())
      count->second -=
          entry.level == FoldLevel::dormant ? count->second : std::min(count->second, entry.calls.value_or(0));
  });
  for (const auto &[key, count] : missing)
    if (count != 0 && !has_rest)
      faults.add(location,
                 join("folded lacks ", counted(count, "call", "calls"), " of ", quoted_key(key),
                      " that spans inside are also_folded for"),
                 "/attributes/folded");
}

void SiteSums::add_written(const Event &e) {
  if (e.inner == InnerKind::change || e.inner == InnerKind::branch) {
    Site *at = inner_site(e);
    if (at && e.inner == InnerKind::change)
      ++at->lines[Figure::changes];
    else if (at)
      add_branch(*at, e.branch, 1, &Branch::lines);
    return;
  }
  if (e.phase != Phase::exit || e.also_folded)
    return;
  Site *at = nullptr;
  if (e.kind == SpanKind::function)
    at = site(e.function_name);
  else if (!is_outside_functions(e))
    at = inner_site(e);
  if (!at)
    return;
  ++at->lines[Figure::calls];
  at->lines[Figure::errors] += e.has_error ? 1 : 0;
  at->lines[Figure::total_ns] = add_saturating(at->lines[Figure::total_ns], e.duration_ns.value_or(0));
  at->lines[Figure::iterations] = add_saturating(at->lines[Figure::iterations], e.iterations);
}

void SiteSums::add_entry(const FoldedEntry &entry, Site &site, Account Site::*account,
                         std::uint64_t Branch::*branch_account) {
  site.level = std::max(site.level, entry.level);
  site.has_all_errors = site.has_all_errors && (!entry.calls || entry.errors);
  const auto add = [&](Figure figure, const std::optional<std::uint64_t> &number) {
    (site.*account)[figure] = add_saturating((site.*account)[figure], number.value_or(0));
  };
  add(Figure::calls, entry.calls);
  add(Figure::errors, entry.errors);
  add(Figure::total_ns, entry.total_ns);
  add(Figure::iterations, entry.iterations);
  add(Figure::changes, entry.changes);
  if (entry.is_rest)
    add(Figure::branches, entry.branch_count);
  if (entry.is_rest || !entry.branches)
    return;
  for (Value v = entry.branches.first(); v; v = v.next(entry.branches)) {
    std::uint64_t count = 0;
    if (v.to_unsigned(count))
      add_branch(site, v.key(), count, branch_account);
  }
}

void SiteSums::add_branch(Site &site, std::string_view name, std::uint64_t count, std::uint64_t Branch::*account) {
  const auto [found, is_new] = site.branch_counts.try_emplace(std::string(name.substr(0, kMaxKeyBytes)));
  size_ += is_new ? 1 : 0;
  found->second.*account = add_saturating(found->second.*account, count);
  std::uint64_t &sum = (account == &Branch::lines ? site.lines : site.summaries)[Figure::branches];
  sum = add_saturating(sum, count);
}

void SiteSums::add_folded(const Value &folded) {
  for_each_folded(folded, [&](const FoldedEntry &entry) {
    has_rest_in_lines_ = has_rest_in_lines_ || entry.is_rest;
    add_entry(entry, entry.is_rest ? rest_ : *site(entry.key), &Site::lines, &Branch::lines);
  });
}

void SiteSums::begin_interval(const Event &e, Location location, FaultLog &faults) {
  const std::uint64_t from = e.from_ns.value_or(0), to = e.to_ns.value_or(0);
  if (has_summary() && from == from_ns_ && to == to_ns_)
    return;
  if (from > to)
    faults.add(location, join("is ", from, ", after to_ns, which is ", to), "/attributes/from_ns");
  else if (from < to_ns_)
    faults.add(
        location,
        join("is ", from, ", but the summary at ", faults.name(last_summary_, location), " lasts until ", to_ns_),
        "/attributes/from_ns");
  from_ns_ = from;
  to_ns_ = to;
  ++interval_;
}

void SiteSums::add_summary(const Event &e, Location location, FaultLog &faults) {
  add_folded(e.unattributed);
  if (!e.sites)
    return;
  begin_interval(e, location, faults);
  last_summary_ = location;
  for_each_folded(e.sites, [&](const FoldedEntry &entry) {
    if (entry.is_rest) {
      has_rest_in_summaries_ = true;
      return add_entry(entry, rest_, &Site::summaries, &Branch::summaries);
    }
    Site &at = *site(entry.key);
    if (at.interval == interval_)
      faults.add(location,
                 join("site ", events::quoted(entry.key, 200), " is also at ", faults.name(at.summary, location),
                      ", for the same time"),
                 "/attributes/sites");
    at.interval = interval_;
    at.summary = location;
    add_entry(entry, at, &Site::summaries, &Branch::summaries);
  });
}

// A rest may hold what the other account has under a site's key.
bool SiteSums::agree(std::uint64_t lines, std::uint64_t summaries, std::uint64_t tolerance) const {
  if (lines > add_saturating(summaries, tolerance))
    return has_rest_in_summaries_;
  return summaries <= add_saturating(lines, tolerance) || has_rest_in_lines_;
}

void SiteSums::compare_site(const std::string &key, const Site &site, std::uint64_t pid, FaultLog &faults) const {
  const Location at = site.summary.line != 0 ? site.summary : last_summary_;
  for (std::size_t i = 0; i < Figure::branches; ++i) {
    const std::uint64_t lines = site.lines[i], summaries = site.summaries[i];
    const std::uint64_t tolerance =
        i == Figure::total_ns ? time_tolerance(site.summaries[Figure::calls], summaries) : 0;
    if (site.is_comparable(i) && !agree(lines, summaries, tolerance))
      faults.add(at, describe(kFigureNames[i], key, summaries, lines, pid), "/attributes/sites");
  }
  if (!site.is_comparable(Figure::branches))
    return;
  std::vector<std::pair<std::string_view, const Branch *>> ordered;
  for (const auto &[name, branch] : site.branch_counts)
    ordered.emplace_back(name, &branch);
  std::sort(ordered.begin(), ordered.end());
  for (const auto &[name, branch] : ordered)
    if (!agree(branch->lines, branch->summaries))
      faults.add(at, describe("branch " + quoted(name), key, branch->summaries, branch->lines, pid),
                 "/attributes/sites");
}

// With a rest, sites can be compared in one direction only; all of them together in both.
void SiteSums::compare_sums(std::uint64_t pid, FaultLog &faults) const {
  for (std::size_t i = 0; i < kFigures; ++i) {
    std::uint64_t lines = rest_.lines[i], summaries = rest_.summaries[i], count = rest_.summaries[Figure::calls];
    bool is_comparable = rest_.is_comparable(i);
    for (const auto &[key, site] : sites_) {
      is_comparable = is_comparable && site.is_comparable(i);
      lines = add_saturating(lines, site.lines[i]);
      summaries = add_saturating(summaries, site.summaries[i]);
      count = add_saturating(count, site.summaries[Figure::calls]);
    }
    const std::uint64_t tolerance = i == Figure::total_ns ? time_tolerance(count, summaries) : 0;
    if (is_comparable && (lines > add_saturating(summaries, tolerance) || summaries > add_saturating(lines, tolerance)))
      faults.add(last_summary_, describe(kFigureNames[i], "", summaries, lines, pid), "/attributes/sites");
  }
}

void SiteSums::compare(std::uint64_t pid, FaultLog &faults) const {
  std::vector<std::pair<std::string_view, const Site *>> ordered;
  ordered.reserve(sites_.size());
  for (const auto &[key, site] : sites_)
    ordered.emplace_back(key, &site);
  std::sort(ordered.begin(), ordered.end());
  for (const auto &[key, site] : ordered)
    compare_site(std::string(key), *site, pid, faults);
  if (has_rest_in_lines_ || has_rest_in_summaries_)
    compare_sums(pid, faults);
}

} // namespace telinject::events
