// Fills the store from the lines of the input.
#include "tool/events/fold/span_store.h"

#include <functional>
#include <stdexcept>

#include "tool/events/input/text.h"

namespace telinject::events::fold {
namespace {

constexpr std::size_t kMaxSpans = 0xFFFF'FFF0; // numbers have 32 bits

bool is_text(const Value &v, std::string_view text) {
  return v && v.type() == Type::string && v.text() == text;
}

// The figures of an entry, without span and site.
SiteSum sum_of(const FoldedEntry &entry) {
  SiteSum row;
  row.calls = entry.calls.value_or(0);
  row.errors = entry.errors.value_or(0);
  row.total_ns = entry.total_ns.value_or(0);
  row.self_ns = entry.self_ns.value_or(0);
  row.max_ns = entry.max_ns.value_or(0);
  row.iterations = entry.iterations.value_or(0);
  row.changes = entry.changes.value_or(0);
  row.sites = entry.rest_sites.value_or(0);
  row.level = entry.level;
  const auto set_if = [&row](bool is_set, SiteSum::Flag flag) {
    if (is_set)
      row.set(flag);
  };
  set_if(entry.calls.has_value(), SiteSum::has_calls);
  set_if(entry.calls && !entry.errors, SiteSum::lacks_errors);
  set_if(entry.iterations.has_value(), SiteSum::has_iterations);
  set_if(entry.changes.has_value(), SiteSum::has_changes);
  set_if(entry.self_estimated, SiteSum::self_estimated);
  set_if(entry.at_least, SiteSum::at_least);
  return row;
}

} // namespace

std::uint32_t Names::number_of(std::string_view text) {
  if (texts_.empty()) { // kRest, which no text has
    static const std::string rest = "other";
    texts_.push_back(&rest);
  }
  key_.assign(text);
  const auto [found, is_new] = numbers_.try_emplace(key_, static_cast<std::uint32_t>(texts_.size()));
  if (is_new)
    texts_.push_back(&found->first);
  return found->second;
}

Runs::Run &Runs::enter(const Event &e) {
  Run &run = runs_[mix(e.pid) ^ std::hash<std::string_view>{}(e.host)];
  if (run.number == 0 || e.sequence == 1)
    run = {++count_, 0};
  return run;
}

SpanStore::SpanStore() : slots_(1024, kNone) {}

std::size_t SpanStore::slot(std::uint32_t trace, std::uint64_t id) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = static_cast<std::size_t>(mix(id + mix(trace))) & mask;
  while (slots_[i] != kNone && (spans_[slots_[i]].id != id || spans_[slots_[i]].trace != trace))
    i = (i + 1) & mask;
  return i;
}

void SpanStore::grow() {
  std::vector<std::uint32_t>(slots_.size() * 2, kNone).swap(slots_);
  for (std::uint32_t i = 0; i < spans_.size(); ++i)
    slots_[slot(spans_[i].trace, spans_[i].id)] = i;
}

std::uint32_t SpanStore::find(std::uint32_t trace, std::uint64_t id) const {
  return slots_[slot(trace, id)];
}

Span *SpanStore::find(const TraceId &trace, std::uint64_t id) {
  const auto found = traces_.find(trace);
  if (found == traces_.end())
    return nullptr;
  const std::uint32_t number = find(found->second, id);
  return number == kNone ? nullptr : &spans_[number];
}

Span &SpanStore::span(const Event &e, std::uint32_t run, std::uint32_t &number) {
  const std::uint32_t trace = traces_.try_emplace(e.trace, static_cast<std::uint32_t>(traces_.size())).first->second;
  if (spans_.size() * 2 >= slots_.size())
    grow();
  std::uint32_t &at = slots_[slot(trace, e.span)];
  if (at == kNone) {
    if (spans_.size() >= kMaxSpans)
      throw std::length_error("the input has more than 4 thousand million spans");
    at = static_cast<std::uint32_t>(spans_.size());
    Span &span = spans_.emplace_back();
    span.id = e.span;
    span.parent_id = e.parent;
    span.trace = trace;
    span.run = run;
  }
  number = at;
  Span &span = spans_[at];
  // A forked child has events, not spans, in the span of its parent process; they stay, and so does the span.
  if (span.run != run)
    span.set(span.exists() && e.phase != Phase::inner ? is_damaged : is_pinned);
  if (e.phase != Phase::inner && !span.exists())
    span.run = run;
  if (span.parent_id != e.parent)
    span.set(is_damaged);
  return span;
}

// The site of a loop, a try block, a conditional or a variable, and of a call of a library.
std::uint32_t SpanStore::inner_site(const Event &e) {
  if (e.function_name.empty() || e.file.empty() || !e.line_number)
    return kNone;
  return names_.number_of(join(e.function_name, " ", e.file, ":", *e.line_number));
}

void SpanStore::add(const Event &e, const Value &root, std::uint32_t run) {
  if (e.inner == InnerKind::loss || e.inner == InnerKind::summary)
    return;
  std::uint32_t number = 0;
  Span &s = span(e, run, number);
  switch (e.phase) {
  case Phase::entry:
    return add_entry(s, e);
  case Phase::exit:
    return add_exit(s, number, e, root);
  case Phase::inner:
    return add_inner(s, number, e);
  }
}

void SpanStore::add_entry(Span &s, const Event &e) {
  if (s.exists())
    s.set(is_damaged);
  s.set(has_entry);
  s.kind = e.kind;
  if (e.also_folded)
    s.set(is_also_folded);
  const std::uint32_t number = e.parent == 0 || e.parent == e.span ? kNone : find(s.trace, e.parent);
  if (number == kNone)
    return;
  const Span &parent = spans_[number];
  if (parent.run == s.run && parent.has(has_entry) && !parent.has(has_exit))
    s.owner = parent.has(is_also_folded) ? parent.owner : number;
}

void SpanStore::add_exit(Span &s, std::uint32_t number, const Event &e, const Value &root) {
  if (!s.has(has_entry) || s.has(has_exit) || s.kind != e.kind || !e.duration_ns ||
      s.has(is_also_folded) != e.also_folded) {
    s.set(has_exit);
    s.set(is_damaged);
    return;
  }
  s.set(has_exit);
  s.duration_ns = *e.duration_ns;
  s.iterations = e.iterations;
  s.site = e.kind == SpanKind::function && !e.function_name.empty() ? names_.number_of(e.function_name) : inner_site(e);
  // report takes such a name for a place if no call of it is written.
  const bool is_like_place = e.kind == SpanKind::function && is_inner_key(e.function_name);
  const Value attributes = root.find("attributes");
  if (s.site == kNone || is_like_place || (e.kind == SpanKind::loop && attributes.find("iterations_estimated")))
    s.set(is_pinned);
  if (e.has_error)
    s.set(has_error);
  if (is_text(root.find("severity"), "WARN"))
    s.set(is_slow);
  if (e.self_estimated)
    s.set(is_self_estimated);
  add_carried(s, number, e);
  if (s.owner == kNone || spans_[s.owner].has(has_exit))
    return;
  s.set(is_counted);
  if (!e.also_folded)
    spans_[s.owner].inside_ns = add_saturating(spans_[s.owner].inside_ns, s.duration_ns);
}

void SpanStore::add_carried(Span &s, std::uint32_t number, const Event &e) {
  Span *owner = &s;
  if (e.also_folded)
    owner = s.owner == kNone || spans_[s.owner].has(has_exit) ? nullptr : &spans_[s.owner];
  for_each_folded(e.folded, [&](const FoldedEntry &entry) {
    SiteSum row = sum_of(entry);
    row.span = number;
    row.site = entry.is_rest ? kRest : names_.number_of(entry.key);
    carried_.sites.add(row);
    if (entry.branch_count)
      carried_.branches.add({number, row.site, 0, *entry.branch_count});
    for (Value v = entry.branches ? entry.branches.first() : Value(); v; v = v.next(entry.branches)) {
      std::uint64_t count = 0;
      if (v.to_unsigned(count))
        carried_.branches.add({number, row.site, names_.number_of(v.key()), count});
    }
    if (owner)
      owner->inside_ns = add_saturating(owner->inside_ns, row.self_ns);
  });
}

// Iterations are counted by the exit of their loop, a conditional by its exit.
void SpanStore::add_inner(Span &s, std::uint32_t number, const Event &e) {
  if (e.inner != InnerKind::change && e.inner != InnerKind::branch)
    return;
  const std::uint32_t site = inner_site(e);
  if (site == kNone || (e.inner == InnerKind::branch && e.branch.empty()))
    return s.set(is_pinned);
  inner_.add({number, site, e.inner == InnerKind::branch ? names_.number_of(e.branch) : kChange, 1});
}

} // namespace telinject::events::fold
