// Chooses which calls are recorded, and sums up the others: see folded_calls.h.
#include "runtime/frontend/folded_calls.h"

#include "runtime/core/clock.h"
#include "runtime/frontend/span_fast_path.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/state.h"

#include <cstring>

namespace telinject {

namespace {

constexpr std::uint32_t lines_of_call = 2;
constexpr std::uint32_t portion = 64; // of lines that a thread takes from the budget at once
constinit std::atomic<std::uint32_t> folds_requested{0};

void report_folds_in_progress(Thread *t);

// Returns the list of what is folded into the open recorded span with that id.
std::uint32_t &list_of(Thread *t, std::uint64_t owner) {
  for (std::uint32_t i = t->spans.depth(); i-- > 0;)
    if (t->spans[i].is_recorded() && t->spans[i].id == owner)
      return t->spans[i].folds;
  return t->process_folds;
}

std::uint64_t owner_at_top(const Thread *t) {
  return t->spans.depth() != 0 ? t->spans.top().id : process_span.span;
}

SiteCalls *calls_of(Thread *t, const Span &span) {
  if (span.calls && span.calls->site.load(std::memory_order_relaxed) == span.site)
    return span.calls;
  return span.fold_kind == FoldKind::function ? t->sites->calls.find_function(span.site)
                                              : t->sites->calls.find_inner(span.site);
}

// Returns the number of calls that the duration of this one stands for.  A call that took far longer than the others,
// as it was interrupted, stands for itself.
std::uint32_t weight_of(const Span &span, const FoldedSite &folded, std::int64_t duration) {
  constexpr std::uint64_t outlier = 64;
  const bool is_outlier = span.weight > 1 && folded.calls != 0 && duration > 0 &&
                          static_cast<std::uint64_t>(duration) > outlier * (folded.total / folded.calls + 1);
  return is_outlier ? 1 : span.weight;
}

// Returns its weight.
std::uint32_t fold_span(Thread *t, Span &span, std::int64_t duration, bool has_error) {
  SiteCalls *const calls = calls_of(t, span);
  const std::uint64_t owner = span.fold_flags.written_late ? span.fold_owner : span.id;
  FoldEntry &entry = find_fold_entry(t, calls, owner, span.site, span.function_site, span.fold_kind);
  FoldedSite &folded = entry.folded;
  const std::uint32_t weight = weight_of(span, folded, duration);
  const bool knows_self = span.weight <= 1 || !calls || !calls->state || !calls->state->has_self_part();
  const std::int64_t self = knows_self ? duration - span.child_ticks : calls->state->self_part(duration);
  entry.add(duration, self, weight);
  folded.errors += has_error ? 1 : 0;
  folded.iterations += span.fold_kind == FoldKind::loop ? span.iterations : 0;
  folded.written_late += span.fold_flags.written_late ? 1 : 0;
  // What was suspended in between lasted while others ran, whose time is theirs, too.
  const bool is_self_known = !span.fold_flags.has_estimate && !span.flags.moved;
  folded.flags |= (is_self_known ? 0 : fold_self_estimated) | (span.weight > 1 ? fold_is_counted : 0) |
                  (span.fold_flags.is_dormant && span.fold_kind == FoldKind::loop ? fold_is_dormant : 0) |
                  (calls && calls->level == SiteLevel::dormant ? fold_is_dormant : 0);
  return weight;
}

} // namespace

bool take_lines_slow_path(Thread *t, std::uint32_t lines, bool urgent) {
  const std::uint32_t window = budget.window.load(std::memory_order_relaxed);
  if (!urgent && t->dry_window == window)
    return false;
  t->lines += budget_take(urgent ? lines : portion, urgent);
  if (t->lines >= lines) {
    t->lines -= lines;
    return true;
  }
  t->dry_window = window;
  return false;
}

bool take_inner_lines(Thread *t, std::uint32_t lines) {
  if (!budget_is_in_burst() && t->lines < portion / 4 && t->lines >= lines)
    return false; // left for functions
  return take_lines(t, lines);
}

namespace {

// Notes that the thread has counted so many events.  Returns true if counting takes more than the budget: more than the
// window has, and more than what a thread's first events may take, so that small programs are counted exactly.
bool counts_too_often(Thread *t, std::uint32_t count) {
  constexpr std::uint64_t first_events = 500'000;
  const std::uint32_t window = budget.window.load(std::memory_order_relaxed);
  if (t->counted_window != window) {
    t->counted_window = window;
    t->counted = 0;
  }
  t->counted += count;
  t->all_counted += count;
  return t->all_counted > first_events && t->counted > budget_counts_per_window();
}

// The same for a site, which must have a part in that.
bool site_counts_too_often(Thread *t, SiteCalls *calls) {
  constexpr std::uint64_t small_share = 128;
  calls->counted += calls->calls_per_timed;
  return counts_too_often(t, calls->calls_per_timed) && calls->counted * small_share > budget_counts_per_window();
}

// For a function that is not recorded.
CallChoice choose_for_counted(Thread *t, SiteCalls *calls, const int *word, std::uint32_t &weight) {
  if (calls->level == SiteLevel::dormant) {
    const char *const site = calls->site.load(std::memory_order_relaxed);
    weight = watched_weight(t->watch_progress, dormant_group_of(site), site);
    if (weight != 0) {
      note_watched(calls);
      return CallChoice::count;
    }
    // The call with which a place falls asleep is counted, so that its totals are marked.
    weight = 1;
    return word && __atomic_load_n(word, __ATOMIC_RELAXED) != 0 ? CallChoice::skip : CallChoice::count;
  }
  if (--calls->calls_until_timed != 0)
    return CallChoice::count;
  weight = calls->calls_per_timed;
  if (word && site_counts_too_often(t, calls))
    let_sleep(calls);
  choose_next_timed(calls);
  return CallChoice::fold;
}

} // namespace

CallChoice choose_for_call(Thread *t, SiteCalls *calls, const int *word, bool is_important, std::uint32_t &weight) {
  weight = 1;
  if (is_important && calls->state && !calls->state->is_important.load(std::memory_order_relaxed))
    calls->state->is_important.store(true, std::memory_order_relaxed);
  if (is_unloading())
    return CallChoice::record;
  if (calls->window != budget.window.load(std::memory_order_relaxed)) {
    begin_site_window(calls);
    if (t->folds_reported != folds_requested.load(std::memory_order_relaxed))
      report_folds_in_progress(t);
  }
  if (calls->first_calls != 0) {
    --calls->first_calls;
    take_lines(t, lines_of_call, true);
    return CallChoice::record;
  }
  if (is_important && take_lines(t, lines_of_call, true))
    return CallChoice::record;
  if (calls->level != SiteLevel::recorded && !is_important)
    return choose_for_counted(t, calls, word, weight);
  if (calls->share != 0 && take_lines(t, lines_of_call)) {
    --calls->share;
    return CallChoice::record;
  }
  return CallChoice::fold;
}

FoldEntry &find_fold_entry_slow_path(Thread *t, SiteCalls *calls, std::uint64_t owner, const char *site,
                                     const char *function_site, FoldKind kind) {
  FoldTable &table = t->sites->folds;
  FoldEntry *entry = table.find(owner, site);
  if (!entry && (entry = table.add(owner, site, list_of(t, owner))))
    write_literals_of_site(t, site, function_site);
  if (!entry) { // no room: one entry for all sites that have none of their own
    site = function_site = site_of_others;
    kind = FoldKind::function;
    entry = table.find(owner, site);
    if (!entry && !(entry = table.add(owner, site, list_of(t, owner))))
      entry = table.last_resort();
    write_literals_of_site(t, site, function_site);
  }
  entry->folded.function_site = function_site;
  entry->folded.kind = kind;
  if (calls)
    calls->fold = entry;
  return *entry;
}

void count_call(Thread *t, SiteCalls *calls, const char *site, std::uint32_t weight) {
  FoldedSite &folded = find_fold_entry(t, calls, owner_at_top(t), site, site, FoldKind::function).folded;
  folded.calls += weight;
  folded.flags |= fold_is_counted;
  if (calls->level == SiteLevel::dormant && calls->state) {
    const std::int64_t total = calls->state->total_of(weight);
    Span *const around = t->spans.depth() != 0 ? &t->spans.top() : nullptr;
    folded.flags |= fold_is_dormant | (is_lower_bound(dormant_group_of(site)) ? fold_is_lower_bound : 0);
    folded.total += static_cast<std::uint64_t>(total);
    folded.self += calls->state->self_part(total);
    if (around && around->weight <= 1)
      around->child_ticks += total;
  }
  if (t->spans.depth() != 0)
    t->spans.top().fold_flags.has_estimate = true;
}

void fold_inner_event(Thread *t, const char *site, FoldKind kind, std::uint32_t weight) {
  Span &top = t->spans.top();
  SiteCalls *const calls = t->sites->calls.find_inner(site);
  FoldedSite &folded = find_fold_entry(t, calls, top.id, site, top.function_site, kind).folded;
  folded.calls += weight;
  if (top.fold_flags.is_dormant)
    folded.flags |= fold_is_dormant | (is_lower_bound(inner_group) ? fold_is_lower_bound : 0);
}

int guard_after_event(Thread *t, int guard) {
  Span &top = t->spans.top();
  const std::uint64_t events = top.hooks + top.iterations;
  if (guard < 0 && all_awake())
    return handle_of(guard);
  if (guard < 0 || events % Span::events_per_check != 0 || !settings.has_budget.load(std::memory_order_relaxed) ||
      !counts_too_often(t, Span::events_per_check) || !begin_dormancy(inner_group))
    return guard;
  top.fold_flags.is_dormant = true;
  FoldTable &table = t->sites->folds;
  for (std::uint32_t i = top.folds; i != 0; i = table.at(i)->next_of_owner)
    if (table.at(i)->folded.kind != FoldKind::function && table.at(i)->folded.function_site == top.function_site)
      table.at(i)->folded.flags |= fold_is_dormant;
  return dormant_guard(guard);
}

std::uint64_t record_or_fold(Thread *t, const char *site, FoldKind kind, std::uint32_t weight) {
  Span &top = t->spans.top();
  ++top.hooks;
  if (!settings.has_budget.load(std::memory_order_relaxed) || (is_unloading() && !top.fold_flags.folds_inner))
    return clock_ticks();
  if (top.fold_flags.is_blind)
    return 0;
  const std::uint32_t lines = kind == FoldKind::branch ? 2 : 1;
  if (!top.fold_flags.folds_inner && !top.fold_flags.is_dormant && take_inner_lines(t, lines)) {
    const std::uint64_t now = clock_ticks();
    if (should_record_event(find_site_state(site), now))
      return now;
    t->lines += lines;
  }
  fold_inner_event(t, site, kind, weight);
  return 0;
}

namespace {

// A root whose trace is sampled out: nothing is known of what happened inside.  Its time shows whether it is worth a
// trace, and is none of the span around it.
void account_for_unsampled_root(const Span &span, Span *below, std::uint64_t now) {
  constexpr std::uint32_t hooks = 3; // a root costs about as much as four calls that are folded
  const std::uint64_t duration = now > span.start ? now - span.start : 0;
  if (SiteCalls *const calls = span.calls; calls && calls->site.load(std::memory_order_relaxed) == span.site)
    calls->note(duration, hooks);
  if (below)
    below->child_ticks += static_cast<std::int64_t>(duration);
}

} // namespace

void account_for(Thread *t, std::uint32_t index, bool is_sampled, std::uint64_t now, bool has_error) {
  Span &span = t->spans[index];
  if (span.flags.inherited || span.is_context())
    return;
  Span *below = index != 0 ? &t->spans[index - 1] : nullptr;
  if (span.is_root() && !span.trace_around.is_sampled)
    below = nullptr;
  if (!is_sampled) {
    if (span.is_root())
      account_for_unsampled_root(span, below, now);
    return;
  }
  const bool is_inner = span.site != span.function_site;
  if (!span.is_recorded() && !span.is_folded()) { // the calls inside are the outer span's
    if (!below)
      return;
    below->child_ticks += span.child_ticks;
    below->hooks += span.hooks;
    below->fold_flags.has_estimate |= span.fold_flags.has_estimate;
    return;
  }
  const std::uint64_t observed = now > span.start ? now - span.start : 0;
  // The calls that a timed one stands for do not have what timing adds.
  const std::int64_t duration = static_cast<std::int64_t>(observed) - (span.weight > 1 ? timing_cost() / 16 : 0);
  const std::uint32_t weight = span.weight != 0 ? fold_span(t, span, duration, has_error) : 1;
  if (SiteCalls *const calls = is_inner ? nullptr : span.calls;
      calls && calls->site.load(std::memory_order_relaxed) == span.site) {
    calls->note(own_ticks(span, observed), span.hooks);
    if (span.weight > 1 && calls->state)
      calls->state->note_timed(static_cast<std::int64_t>(observed),
                               static_cast<std::int64_t>(observed) - span.child_ticks);
  }
  if (now >= budget.window_end.load(std::memory_order_relaxed))
    budget_advance(now);
  if (!below)
    return;
  below->child_ticks += duration * weight;
  // Of a span that is written, its reader sees what overlapped.
  below->fold_flags.has_estimate |= span.weight > 1 || (span.flags.moved && below->is_folded());
  if (is_inner)
    below->hooks += span.hooks + 2 + static_cast<std::uint32_t>(span.iterations);
}

void write_late_entries(Thread *t) {
  const std::uint32_t top = t->spans.depth() - 1;
  std::uint32_t first = top;
  while (first > 0 && t->spans[first].flags.trace != TraceChange::root && !t->spans[first - 1].is_recorded() &&
         !t->spans[first - 1].is_context())
    --first;
  if (!take_lines(t, lines_of_call * (top - first + 1), true))
    return;
  std::uint64_t parent = t->spans[first].id;
  for (std::uint32_t i = first; i <= top; ++i) {
    Span &span = t->spans[i];
    const std::uint64_t owner = span.id;
    if (!span.is_folded() || span.weight != 1) {
      span.id = parent;
      continue;
    }
    char *const p = reserve_record(t);
    if (!p)
      return;
    const bool is_function = span.fold_kind == FoldKind::function;
    span.flags.kind = is_function                        ? SpanKind::function
                      : span.fold_kind == FoldKind::loop ? SpanKind::loop
                                                         : SpanKind::try_block;
    span.suppressed_inside(); // keeps it off the fast path
    span.fold_flags.written_late = true;
    span.fold_flags.folds_inner = false;
    span.fold_owner = owner;
    span.id = t->ids.next();
    span.parent = parent;
    span.exit_at = 0;
    span.entry_at = t->ring.head();
    parent = span.id;
    Record *const r = begin_record(p, record_kinds_of(span.flags.kind).entry, t, span);
    r->flags = record_written_late;
    r->caller_site = is_function ? function_around(t, i) : span.function_site;
    r->ticks = span.start;
    finish_record(t, r, p + sizeof(Record));
  }
}

bool has_folded(const Span &span) {
  return span.child_ticks != 0 || span.folds != 0 || span.fold_flags.any();
}

namespace {

void add_suppressed(Suppressed &sum, const FoldedSite &folded) {
  const std::uint64_t calls = folded.calls - folded.written_late;
  switch (folded.kind) {
  case FoldKind::function:
    sum.functions += calls;
    break;
  case FoldKind::loop:
    sum.loops += calls;
    sum.iterations += folded.iterations;
    break;
  case FoldKind::try_block:
    sum.try_blocks += calls;
    break;
  case FoldKind::branch:
    sum.branches += calls;
    break;
  case FoldKind::change:
    sum.changes += calls;
  }
}

char *put_site(char *p, const FoldEntry &entry, FoldedSite figures, std::uint32_t more_flags = 0) {
  figures.flags |= more_flags;
  if (!entry.has_known_site()) {
    figures.site = figures.function_site = site_of_others;
    figures.kind =
        figures.kind == FoldKind::branch || figures.kind == FoldKind::change ? FoldKind::change : FoldKind::function;
  }
  std::memcpy(p, &figures, sizeof figures);
  return p + sizeof figures;
}

// Of a record.
std::uint32_t sites_of(const FoldEntry &entry) {
  return entry.is_reported ? 2 : 1;
}

// Writes up to max_folded_sites of a list at `p`; `list` becomes what is left.
char *put_sites(char *p, FoldTable &table, std::uint32_t &list, FoldedHead head, Suppressed *suppressed) {
  char *const begin = p;
  p += sizeof head;
  std::uint32_t written = list, entries = 0;
  for (head.sites = 0; list != 0; ++entries) {
    const FoldEntry &entry = *table.at(list);
    if (head.sites + sites_of(entry) > max_folded_sites)
      break;
    head.sites += sites_of(entry);
    p = put_site(p, entry, entry.folded);
    if (entry.is_reported)
      p = put_site(p, entry, table.reported(list), fold_reported);
    if (suppressed)
      add_suppressed(*suppressed, entry.folded);
    list = entry.next_of_owner;
  }
  std::memcpy(begin, &head, sizeof head);
  table.release(written, entries);
  return p;
}

// What was counted as suppressed in advance is about to be counted with the whole.
void take_back_reported(FoldTable &table, std::uint32_t list, Thread *target) {
  Suppressed reported;
  for (std::uint32_t i = list; i != 0; i = table.at(i)->next_of_owner)
    if (table.at(i)->is_reported)
      add_suppressed(reported, table.reported(i));
  if (reported.any())
    target->suppressed_counters.subtract(reported);
}

Record *begin_folded_record(char *p, const Thread *owner, std::uint64_t span) {
  Span nothing{};
  nothing.id = span;
  nothing.site = nothing.function_site = "";
  Record *const r = begin_record(p, RecordKind::folded, owner, nothing);
  r->caller_site = nullptr;
  r->ticks = clock_ticks();
  return r;
}

void write_sites(const Thread *owner, Thread *target, std::uint32_t &list, std::uint64_t span, std::uint32_t flags,
                 Suppressed *suppressed) {
  char *const p = reserve_record(target);
  if (!p)
    return owner->sites->folds.release(list);
  Record *const r = begin_folded_record(p, owner, span);
  if ((flags & folded_unattributed) != 0)
    r->context_flags = 0; // it does not wait for the end of a trace
  char *const end = put_sites(p + sizeof(Record), owner->sites->folds, list,
                              {.child_ticks = 0, .sites = 0, .flags = flags}, suppressed);
  finish_record(target, r, end);
}

FoldedSite part_since_report(const FoldEntry &entry, const FoldedSite &reported) {
  FoldedSite part = entry.folded;
  if (!entry.is_reported)
    return part;
  part.calls -= reported.calls;
  part.errors -= reported.errors;
  part.total -= reported.total;
  part.self -= reported.self;
  part.iterations -= reported.iterations;
  part.written_late -= reported.written_late;
  return part;
}

// Writes the new part of each entry of a list, which stays as it is.
void report_list(Thread *t, std::uint32_t list, std::uint64_t span) {
  FoldTable &table = t->sites->folds;
  Suppressed suppressed;
  while (list != 0) {
    char *const p = reserve_record(t);
    if (!p)
      break;
    Record *const r = begin_folded_record(p, t, span);
    FoldedHead head{.child_ticks = 0, .sites = 0, .flags = folded_in_progress};
    char *end = p + sizeof(Record) + sizeof head;
    for (; list != 0 && head.sites < max_folded_sites; list = table.at(list)->next_of_owner) {
      FoldEntry &entry = *table.at(list);
      const FoldedSite part = part_since_report(entry, table.reported(list));
      if ((part.calls | part.iterations) == 0 || !entry.has_known_site())
        continue;
      end = put_site(end, entry, part);
      ++head.sites;
      table.reported(list) = entry.folded;
      entry.is_reported = true;
      add_suppressed(suppressed, part);
    }
    std::memcpy(p + sizeof(Record), &head, sizeof head);
    if (head.sites != 0)
      finish_record(t, r, end);
  }
  t->suppressed_counters.add(suppressed);
}

void report_folds_in_progress(Thread *t) {
  t->folds_reported = folds_requested.load(std::memory_order_relaxed);
  if (config.tail)
    return; // the trace may be dropped at its end
  for (std::uint32_t i = 0; i < t->spans.depth(); ++i)
    if (t->spans[i].is_recorded() && t->spans[i].folds != 0)
      report_list(t, t->spans[i].folds, t->spans[i].id);
  if (t->process_folds != 0)
    write_unattributed(t, t, t->process_folds);
}

} // namespace

void request_folds_in_progress() {
  folds_requested.fetch_add(1, std::memory_order_relaxed);
  budget.window.fetch_add(1, std::memory_order_relaxed); // so that calls look at it
}

void write_excess_folds(const Thread *owner, Thread *target, Span &span) {
  FoldTable &table = owner->sites->folds;
  Suppressed suppressed;
  take_back_reported(table, span.folds, target);
  for (;;) {
    std::uint32_t count = 0;
    for (std::uint32_t i = span.folds; i != 0 && count <= max_folded_sites; i = table.at(i)->next_of_owner)
      count += sites_of(*table.at(i));
    if (count <= max_folded_sites)
      break;
    write_sites(owner, target, span.folds, span.id, 0, &suppressed);
  }
  for (std::uint32_t i = span.folds; i != 0; i = table.at(i)->next_of_owner)
    add_suppressed(suppressed, table.at(i)->folded);
  if (suppressed.any())
    span.suppressed_inside().add(suppressed);
}

char *put_folded(char *p, const Thread *owner, Span &span) {
  const std::uint32_t flags =
      (span.fold_flags.written_late ? folded_also : 0) | (span.fold_flags.has_estimate ? folded_self_estimated : 0) |
      (span.fold_flags.is_dormant && span.flags.kind == SpanKind::loop ? folded_iterations_estimated : 0);
  return put_sites(p, owner->sites->folds, span.folds, {.child_ticks = span.child_ticks, .sites = 0, .flags = flags},
                   nullptr);
}

void write_unattributed(const Thread *owner, Thread *target, std::uint32_t &list) {
  Suppressed suppressed;
  take_back_reported(owner->sites->folds, list, target);
  // A thread may still be adding to its table when another one ends the process: the rounds are limited.
  constexpr std::size_t max_rounds = FoldTable::capacity / max_folded_sites + 2;
  for (std::size_t i = 0; list != 0 && i < max_rounds; ++i)
    write_sites(owner, target, list, process_span.span, folded_unattributed, &suppressed);
  target->suppressed_counters.add(suppressed);
}

void write_folds_of_open_spans(Thread *t) {
  for (std::uint32_t i = 0; i < t->spans.depth(); ++i)
    if (t->spans[i].folds != 0)
      write_unattributed(t, t, t->spans[i].folds);
  write_unattributed(t, t, t->process_folds);
}

void write_all_unattributed(const Thread *owner, Thread *target) {
  std::uint32_t list = owner->sites->folds.take_all();
  write_unattributed(owner, target, list);
  const_cast<Thread *>(owner)->process_folds = 0;
}

} // namespace telinject
