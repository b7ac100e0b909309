// The command report: calls that were not written, from the exits and summaries that have their sums.
#include <algorithm>

#include "tool/events/report/report.h"

namespace telinject::events {

void CallTotals::add(const CallTotals &more) {
  calls = add_saturating(calls, more.calls);
  errors = add_saturating(errors, more.errors);
  total_ns = add_saturating(total_ns, more.total_ns);
  self_ns = add_saturating(self_ns, more.self_ns);
}

void CallTotals::subtract(const CallTotals &less) {
  calls -= std::min(calls, less.calls);
  errors -= std::min(errors, less.errors);
  total_ns -= std::min(total_ns, less.total_ns);
  self_ns -= std::min(self_ns, less.self_ns);
}

namespace {

CallTotals totals_of(const FoldedEntry &entry) {
  return {entry.calls.value_or(0), entry.errors.value_or(0), entry.total_ns.value_or(0), entry.self_ns.value_or(0)};
}

// Marks what the entry makes an estimate in the row.
void mark_estimates(const FoldedEntry &entry, FunctionRow &row) {
  const bool is_dormant = entry.level == FoldLevel::dormant;
  row.has_folded = row.has_folded || entry.level != FoldLevel::written;
  row.has_least_calls = row.has_least_calls || entry.at_least;
  row.has_estimated_calls = row.has_estimated_calls || is_dormant;
  row.has_estimated_times = row.has_estimated_times || entry.has_estimated_times();
  row.has_estimated_self = row.has_estimated_self || entry.has_estimated_times() || entry.self_estimated;
  row.has_unobserved_errors =
      row.has_unobserved_errors || entry.level == FoldLevel::counted || (is_dormant && !entry.errors);
  row.max_ns = std::max(row.max_ns, entry.max_ns.value_or(0));
}

} // namespace

// Returns nullptr for what stands inside functions: loops, try blocks, conditionals, variables.
FunctionRow *Report::folded_row(const FoldedEntry &entry) {
  if (!entry.calls)
    return nullptr;
  if (entry.is_rest)
    return &rest_;
  // Names of spans made by hand may look like places; their first calls are written.
  if (is_inner_key(entry.key) && !is_known_function(entry.key))
    return nullptr;
  return &function(entry.key);
}

Report::Accounts *Report::accounts(Process *p, FunctionRow &row) {
  if (!p || gave_up_ || !reads_summaries_)
    return nullptr;
  if (!p->facts) {
    p->facts = std::make_unique<ProcessAccounts>();
    ++accounts_;
  }
  const auto [found, is_new] = p->facts->functions.try_emplace(&row);
  accounts_ += is_new ? 1 : 0;
  if (accounts_ <= limits_.sites)
    return &found->second;
  stop_accounts();
  return nullptr;
}

void Report::stop_accounts() {
  reads_summaries_ = false;
  for (auto &[key, process] : table_.processes())
    process.facts.reset();
}

void Report::add_folded(Process *p, const Value &folded) {
  for_each_folded(folded, [&](const FoldedEntry &entry) {
    FunctionRow *row = folded_row(entry);
    if (!row)
      return;
    row->add(totals_of(entry));
    mark_estimates(entry, *row);
    if (Accounts *of_process = accounts(p, *row))
      of_process->lines.add(totals_of(entry));
  });
}

void Report::add_summary(Process &p, const Event &e) {
  for_each_folded(e.sites, [&](const FoldedEntry &entry) {
    FunctionRow *row = folded_row(entry);
    Accounts *of_process = row ? accounts(&p, *row) : nullptr;
    if (!of_process)
      return;
    mark_estimates(entry, *row);
    of_process->summaries.add(totals_of(entry));
    of_process->in_summaries = true;
    p.facts->has_summaries = true;
  });
}

// Summaries know all calls until they were written: also those of spans without exit, and those that an exit does not
// name. Lines may know of later calls.
void Report::settle_accounts(const Process &p) {
  if (!p.facts)
    return;
  accounts_ -= p.facts->functions.size() + 1;
  if (!p.facts->has_summaries)
    return;
  for (const auto &[row, of_process] : p.facts->functions) {
    const bool knows_more = of_process.in_summaries && of_process.summaries.calls >= of_process.lines.calls;
    // What summaries name would be counted twice as rest.
    if (!knows_more && row != &rest_)
      continue;
    row->subtract(of_process.lines);
    row->add(of_process.summaries);
  }
}

} // namespace telinject::events
