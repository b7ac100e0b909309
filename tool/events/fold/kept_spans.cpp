// Ranks the spans of a trace, and sums up those that are left out.
#include "tool/events/fold/kept_spans.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace telinject::events::fold {
namespace {

using Numbers = std::vector<std::uint32_t>;

// Finds the parents, and orders the spans so that parents come first.
class Tree {
public:
  explicit Tree(SpanStore &store) : store_(store), spans_(store.spans()), depths_(spans_.size(), 0) {
    order_.reserve(spans_.size());
    for (std::uint32_t i = 0; i < spans_.size(); ++i)
      find_parent(i);
    for (std::uint32_t i = 0; i < spans_.size(); ++i)
      if (depths_[i] == 0)
        visit_ancestors(i);
  }
  const Numbers &order() const { return order_; }
  std::uint32_t depth(std::uint32_t span) const { return depths_[span]; }

private:
  static constexpr std::uint32_t kVisiting = ~std::uint32_t{0};

  void find_parent(std::uint32_t i) {
    Span &s = spans_[i];
    if (s.parent_id == 0 || s.parent_id == s.id || !s.exists())
      return;
    const std::uint32_t parent = store_.find(s.trace, s.parent_id);
    if (parent != kNone && spans_[parent].exists())
      s.parent = parent;
  }

  // Deep trees must not overflow the stack. Where parents form a cycle, the span that closes it counts as a root.
  void visit_ancestors(std::uint32_t span) {
    path_.clear();
    std::uint32_t depth = 0;
    for (std::uint32_t i = span; i != kNone && depth == 0; i = spans_[i].parent) {
      if (depths_[i] == kVisiting) {
        spans_[path_.back()].parent = kNone;
        break;
      }
      depth = depths_[i];
      if (depth != 0)
        break;
      depths_[i] = kVisiting;
      path_.push_back(i);
    }
    for (auto i = path_.rbegin(); i != path_.rend(); ++i) {
      depths_[*i] = ++depth;
      order_.push_back(*i);
      Span &s = spans_[*i];
      if (s.parent == kNone || spans_[s.parent].run != s.run)
        continue;
      if (spans_[s.parent].is_complete() || spans_[s.parent].has(has_target))
        s.set(has_target);
    }
  }

  SpanStore &store_;
  std::deque<Span> &spans_;
  Numbers depths_; // from 1; 0: not visited
  Numbers order_, path_;
};

enum Rank : std::uint32_t { on_error_path, library_call, slow, other };

struct Candidate {
  Rank rank;
  std::uint64_t order; // within the rank
  std::uint32_t span;
  auto key() const { return std::tuple(rank, order, span); }
};

class Chooser {
public:
  Chooser(SpanStore &store, std::uint64_t budget) : spans_(store.spans()), tree_(store), budget_(budget) {}

  Choice choose(std::size_t traces) {
    // Groups the spans by trace.
    Numbers ends(traces + 1, 0), by_trace(spans_.size());
    for (const Span &s : spans_)
      ++ends[s.trace + 1];
    for (std::size_t i = 1; i < ends.size(); ++i)
      ends[i] += ends[i - 1];
    Numbers next(ends.begin(), ends.end() - 1);
    for (const std::uint32_t i : tree_.order())
      by_trace[next[spans_[i].trace]++] = i;
    for (std::size_t i = 0; i < traces; ++i)
      choose_of_trace(by_trace.data() + ends[i], by_trace.data() + ends[i + 1]);
    for (const std::uint32_t i : tree_.order())
      find_keeper(spans_[i], i);
    return choice_;
  }

private:
  // Roots, spans that cannot be summed up, and spans that have nothing to fold into.
  static bool must_stay(const Span &s) { return !s.is_complete() || !s.has(has_target) || s.has(is_pinned); }

  void choose_of_trace(const std::uint32_t *begin, const std::uint32_t *end) {
    std::uint64_t complete = 0, kept = 0;
    for (const std::uint32_t *i = begin; i != end; ++i)
      complete += spans_[*i].is_complete() ? 1 : 0;
    for (const std::uint32_t *i = begin; i != end; ++i) {
      Span &s = spans_[*i];
      if (complete > budget_ && !must_stay(s))
        continue;
      s.set(is_kept);
      kept += s.is_complete() ? 1 : 0;
    }
    if (complete > budget_ && kept < budget_)
      kept += fill(begin, end, budget_ - kept);
    choice_.spans += complete;
    choice_.kept += kept;
    choice_.traces_over_budget += kept > budget_ ? 1 : 0;
  }

  // Keeps the first `room` candidates of a trace.
  std::uint64_t fill(const std::uint32_t *begin, const std::uint32_t *end, std::uint64_t room) {
    for (const std::uint32_t *i = begin; i != end; ++i)
      for (std::uint32_t at = *i; spans_[*i].has(has_error) && at != kNone && !spans_[at].has(is_on_error_path);
           at = spans_[at].parent)
        spans_[at].set(is_on_error_path);
    candidates_.clear();
    for (const std::uint32_t *i = begin; i != end; ++i)
      if (!spans_[*i].has(is_kept))
        candidates_.push_back(candidate(*i));
    const std::size_t size = static_cast<std::size_t>(std::min<std::uint64_t>(room, candidates_.size()));
    if (size < candidates_.size())
      std::nth_element(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(size), candidates_.end(),
                       [](const Candidate &a, const Candidate &b) { return a.key() < b.key(); });
    for (std::size_t i = 0; i < size; ++i)
      spans_[candidates_[i].span].set(is_kept);
    return size;
  }

  // Of errors the outermost come first, so that none is without its ancestors; of others the longest.
  Candidate candidate(std::uint32_t i) const {
    const Span &s = spans_[i];
    if (s.has(is_on_error_path))
      return {on_error_path, tree_.depth(i), i};
    return {is_library_call(s.kind) ? library_call : s.has(is_slow) ? slow : other, ~s.duration_ns, i};
  }

  void find_keeper(Span &s, std::uint32_t number) {
    const Span *const parent = s.parent == kNone ? nullptr : &spans_[s.parent];
    s.keeper = s.has(is_kept) ? number : parent ? parent->keeper : kNone;
    if (parent && parent->run == s.run)
      s.target = parent->has(is_kept) && parent->is_complete() ? s.parent : parent->target;
  }

  std::deque<Span> &spans_;
  Tree tree_;
  std::uint64_t budget_;
  std::vector<Candidate> candidates_;
  Choice choice_;
};

// What the target has in `folded` for the call of a span.
SiteSum sum_of(const Span &s) {
  SiteSum row;
  row.span = s.target;
  row.site = s.site;
  row.calls = 1;
  row.errors = s.has(has_error) ? 1 : 0;
  row.total_ns = row.max_ns = s.duration_ns;
  row.self_ns = s.self_ns();
  row.set(SiteSum::has_calls);
  if (s.kind == SpanKind::loop) {
    row.iterations = s.iterations;
    row.set(SiteSum::has_iterations);
  }
  if (s.has(is_self_estimated))
    row.set(SiteSum::self_estimated);
  return row;
}

// A span that receives nothing keeps what it carries.
template <class Rows> void take_carried(const std::deque<Span> &spans, const Rows &from, Rows &to) {
  for (auto row : from.rows()) {
    const Span &s = spans[row.span];
    if (s.has(is_kept) && !s.has(receives))
      continue;
    row.span = s.has(is_kept) ? row.span : s.target;
    to.add(row);
  }
}

// Adds what happened inside a span to its target.
void add_inner(BranchSum row, std::uint32_t target, Sums &sums) {
  row.span = target;
  SiteSum site;
  site.span = target;
  site.site = row.site;
  if (row.branch == kChange) {
    site.changes = row.count;
    site.set(SiteSum::has_changes);
  } else {
    sums.branches.add(row);
  }
  sums.sites.add(site);
}

} // namespace

Choice choose_kept(SpanStore &store, std::uint64_t budget) {
  return Chooser(store, budget).choose(store.traces());
}

Sums sum_folded(SpanStore &store) {
  auto &spans = store.spans();
  Sums sums;
  for (Span &s : spans) {
    if (s.has(is_kept)) {
      // A child whose parent did not have its time may be inside the new parent's.
      if (s.parent != kNone && s.target != kNone && spans[s.parent].keeper != s.parent && !s.has(is_counted))
        spans[s.target].set(needs_estimate);
      continue;
    }
    Span &target = spans[s.target];
    target.set(receives);
    if (target.has_overlap())
      target.set(needs_estimate);
    if (s.has(is_also_folded))
      continue;
    if (!s.has(is_counted) || s.has_overlap())
      target.set(needs_estimate);
    sums.sites.add(sum_of(s));
  }
  take_carried(spans, store.carried().sites, sums.sites);
  take_carried(spans, store.carried().branches, sums.branches);
  store.carried().clear();
  for (const BranchSum &row : store.inner().rows())
    if (const Span &s = spans[row.span]; !s.has(is_kept))
      add_inner(row, s.target, sums);
  store.inner().clear();
  sums.merge();
  return sums;
}

} // namespace telinject::events::fold
