// Takes records into trees of spans, and folds what is over the budget: see trace_folder.h.
#include "runtime/backend/trace_folder.h"

#include "runtime/backend/unfinished_exit.h"
#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/core/handed_out.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace telinject {

namespace {

constinit TraceFolder::Tables tables{};

constexpr std::uint64_t mixed(std::uint64_t id) {
  return (id * 0x9E3779B97F4A7C15u) >> 32;
}

// As the line of an exit has it (formats/jsonl_folded.cpp).
std::uint64_t shown_self_ns(const SiteFigures &f) {
  const std::uint64_t self_ns = f.self_ns > 0 ? static_cast<std::uint64_t>(f.self_ns) : 0;
  return std::min(self_ns, f.total_ns);
}

// The span around that of a root; span 0: none.
SpanLink link_of(const Record *r) {
  SpanLink link{};
  if ((r->flags & record_has_link) != 0)
    std::memcpy(&link, r + 1, sizeof link);
  return link;
}

} // namespace

constinit TraceFolder trace_folder(tables);

void TraceFolder::start(std::uint64_t bytes, std::uint64_t budget, const Emit &emit) noexcept {
  records_.start(bytes);
  budget_ = std::clamp<std::uint64_t>(budget, 1, max_budget);
  emit_ = emit;
}

// Spans by id.

std::uint32_t *TraceFolder::bucket_of(std::uint64_t id) noexcept {
  static_assert((max_spans & (max_spans - 1)) == 0);
  return &tables_.buckets[mixed(id) & (max_spans - 1)];
}

std::uint32_t TraceFolder::find(std::uint64_t id) noexcept {
  std::uint32_t slot = *bucket_of(id);
  while (slot != 0 && at(slot).id != id)
    slot = at(slot).next;
  return slot;
}

// Returns the span, or the one that it was folded into.  If that is 0, id becomes that of a span that was written, or
// is not known.
std::uint32_t TraceFolder::find_keeper(std::uint64_t &id) noexcept {
  for (int steps = 0; steps < 256 && id != 0; ++steps) {
    if (const std::uint32_t slot = find(id))
      return slot;
    const auto &recent = tables_.recent[mixed(id) % recent_spans];
    if (recent.id != id)
      return 0;
    id = recent.parent;
  }
  return 0;
}

void TraceFolder::note_folded(std::uint64_t id, std::uint64_t into) noexcept {
  tables_.recent[mixed(id) % recent_spans] = {id, into};
}

std::uint32_t TraceFolder::take_slot() noexcept {
  if (free_ == 0 && used_ == max_spans)
    return 0;
  const std::uint32_t slot = free_ != 0 ? free_ : ++used_;
  free_ = slot == free_ ? at(slot).next : free_;
  live_.fetch_add(1, std::memory_order_relaxed);
  return slot;
}

void TraceFolder::free_slot(std::uint32_t slot) noexcept {
  Span &span = at(slot);
  std::uint32_t *link = bucket_of(span.id);
  while (*link != slot)
    link = &at(*link).next;
  *link = span.next;
  records_.free(span.records);
  sums_.release(span.sums);
  span.next = free_;
  free_ = slot;
  live_.fetch_sub(1, std::memory_order_relaxed);
}

void TraceFolder::link_child(std::uint32_t slot, std::uint32_t parent) noexcept {
  Span &span = at(slot);
  span.parent = parent;
  span.older = at(parent).child;
  span.younger = 0;
  if (span.older != 0)
    at(span.older).younger = slot;
  at(parent).child = slot;
}

void TraceFolder::unlink_child(std::uint32_t slot) noexcept {
  const Span &span = at(slot);
  (span.younger != 0 ? at(span.younger).older : at(span.parent).child) = span.older;
  if (span.older != 0)
    at(span.older).younger = span.younger;
}

// Returns 0 if as many traces are open as are remembered: each of their roots then has the budget.
std::uint32_t TraceFolder::trace_of(const Record *r) noexcept {
  constexpr std::size_t probes = 16;
  std::uint32_t oldest = 0;
  for (std::size_t i = 0; i < probes; ++i) {
    const auto number = static_cast<std::uint32_t>((mixed(r->trace_low) + i) % max_traces + 1);
    Trace &trace = tables_.traces[number - 1];
    if (trace.used_at != 0 && trace.high == r->trace_high && trace.low == r->trace_low) {
      trace.used_at = ++uses_;
      return number;
    }
    if (trace.roots == 0 && (oldest == 0 || trace.used_at < tables_.traces[oldest - 1].used_at))
      oldest = number;
  }
  if (oldest != 0)
    tables_.traces[oldest - 1] = {
        .high = r->trace_high, .low = r->trace_low, .written = 0, .candidates = 0, .roots = 0, .used_at = ++uses_};
  return oldest;
}

bool TraceFolder::is_over_budget(std::uint32_t root) noexcept {
  const Span &span = at(root);
  if (span.trace == 0)
    return 1 + span.candidates > budget_;
  const Trace &trace = tables_.traces[span.trace - 1];
  return trace.written + trace.candidates + trace.roots > budget_;
}

// The candidates of a root: a skew heap.

TraceFolder::Key TraceFolder::key_of(const Span &span) const noexcept {
  if (span.is_on_error_path)
    return {Rank::on_error_path, span.depth, span.number};
  const Rank rank = span.is_handed_out                                ? Rank::handed_out
                    : has_attributes(traits_of(span.entry_kind).span) ? Rank::library_call
                    : span.is_slow                                    ? Rank::slow
                                                                      : Rank::other;
  return {rank, ~span.duration_ns, span.number};
}

std::uint32_t TraceFolder::meld(std::uint32_t a, std::uint32_t b) noexcept {
  std::uint32_t top = 0, *link = &top;
  while (a != 0 && b != 0) {
    if (at(a).key < at(b).key)
      std::swap(a, b);
    Span &span = at(a);
    *link = a;
    a = std::exchange(span.right, span.left);
    link = &span.left;
  }
  *link = a != 0 ? a : b;
  return top;
}

void TraceFolder::insert(std::uint32_t root, std::uint32_t slot) noexcept {
  Span &span = at(slot);
  span.key = key_of(span);
  span.left = span.right = 0;
  at(root).heap = meld(at(root).heap, slot);
  ++at(root).candidates;
  if (at(root).trace != 0)
    ++tables_.traces[at(root).trace - 1].candidates;
}

std::uint32_t TraceFolder::pop(std::uint32_t root) noexcept {
  const std::uint32_t slot = at(root).heap;
  at(root).heap = meld(at(slot).left, at(slot).right);
  --at(root).candidates;
  if (at(root).trace != 0)
    --tables_.traces[at(root).trace - 1].candidates;
  return slot;
}

// A span that has come to count more since it was inserted, because an error left a span inside, is moved first.
std::uint32_t TraceFolder::worst_of(std::uint32_t root) noexcept {
  while (at(root).heap != 0 && at(at(root).heap).key != key_of(at(at(root).heap)))
    insert(root, pop(root));
  return at(root).heap;
}

bool TraceFolder::fold_worst(std::uint32_t root) noexcept {
  if (worst_of(root) == 0)
    return false;
  fold(pop(root));
  return true;
}

// Makes room by folding candidates of a root.
bool TraceFolder::has_room(const RecordStore::Chain &chain, std::size_t size, std::uint32_t root) noexcept {
  while (!records_.has_room(chain, size))
    if (root == 0 || !fold_worst(root))
      return false;
  return true;
}

// Sums.

void TraceFolder::take_folded(std::uint32_t slot, const SpanFigures &figures) noexcept {
  for (std::size_t i = 0; i < figures.folded_count; ++i) {
    const FoldedFigures &row = figures.folded[i];
    sums_.add(slot, at(slot).sums, const_cast<SiteTotals *>(row.site), row.figures, row.sites);
  }
}

// Adds the call of a span to where it is folded.
void TraceFolder::add_call(std::uint32_t to, const Span &span) noexcept {
  SiteFigures figures;
  figures.calls = 1;
  figures.errors = span.has_error ? 1 : 0;
  figures.total_ns = figures.max_ns = span.duration_ns;
  figures.self_ns = static_cast<std::int64_t>(span.duration_ns - std::min(span.inside_ns, span.duration_ns));
  figures.iterations = traits_of(span.entry_kind).span == SpanKind::loop ? span.iterations : 0;
  figures.flags = (span.folded_flags & folded_self_estimated) != 0 ? fold_self_estimated : 0;
  sums_.add(to, at(to).sums, span.site, figures, span.site ? 0 : 1);
  if (span.site)
    span.site->all.has_folded = true;
}

// Folds a candidate into its parent; its children become those of the parent.
void TraceFolder::fold(std::uint32_t slot) noexcept {
  Span &span = at(slot);
  const std::uint32_t to = span.parent;
  Span &parent = at(to);
  ThreadFacts thread;
  auto *const r = reinterpret_cast<Record *>(tables_.inner);
  RecordStore::Reader reader(records_, span.records);
  tables_.text.last_ns = 0;
  bool is_entry = reader.get(&thread, sizeof thread);
  tables_.text.generation = thread.generation + 1;
  for (std::uint32_t left = span.inner + 1; left != 0; --left, is_entry = false) {
    if (!reader.get(r, sizeof *r) || !reader.get(r + 1, r->size - sizeof *r))
      break;
    if (!is_entry)
      take_inner(to, {tables_.text, thread, r});
  }
  sums_.move(span.sums, to, parent.sums);
  const bool is_in_ancestor = (span.folded_flags & folded_also) != 0;
  if (!is_in_ancestor) {
    add_call(to, span);
    parent.needs_estimate |= !span.is_counted || span.inside_ns > span.duration_ns;
  }
  parent.needs_estimate |= span.needs_estimate;
  parent.receives = true;
  while (const std::uint32_t child = span.child) {
    unlink_child(child);
    link_child(child, to);
    at(child).has_moved = true;
  }
  unlink_child(slot);
  note_folded(span.id, parent.id);
  free_slot(slot);
  ++folded_;
}

// Records.

bool TraceFolder::take(const ThreadRecord &from) noexcept {
  const Record *const r = from.record;
  const RecordRole role = traits_of(r->kind).role;
  if (role == RecordRole::entry) {
    take_entry(from);
    return true;
  }
  if (role == RecordRole::exit) {
    take_exit(from);
    return true;
  }
  std::uint64_t id = r->span;
  const std::uint32_t slot = role == RecordRole::inner || r->kind == RecordKind::folded ? find_keeper(id) : 0;
  if (slot == 0)
    return false;
  if (role == RecordRole::data) {
    take_folded(slot, count_folded(r));
    return true;
  }
  Span &span = at(slot);
  const bool is_stored =
      span.id == r->span && !span.is_complete && span.inner < max_inner && has_room(span.records, r->size, span.root);
  if (!is_stored) {
    take_inner(slot, from);
    return true;
  }
  records_.append(span.records, r, r->size);
  ++span.inner;
  span.inner_events += static_cast<std::uint32_t>(events_of(r->kind));
  return true;
}

// Counts what happened inside a span that has no events of it.
void TraceFolder::take_inner(std::uint32_t slot, const ThreadRecord &from) noexcept {
  const InnerFigures inner = count_inner(from.text, from.thread, from.record);
  if (!inner.site)
    return;
  SiteFigures figures;
  BranchCount branch;
  if (inner.branch.empty()) {
    figures.changes = 1;
  } else {
    branch = {.name = inner.branch, .count = 1, .next = nullptr};
    figures.branches = &branch;
  }
  sums_.add(slot, at(slot).sums, inner.site, figures);
  inner.site->all.has_folded = true;
}

void TraceFolder::take_entry(const ThreadRecord &from) noexcept {
  const Record *const r = from.record;
  std::uint64_t parent_id = r->parent;
  const std::uint32_t parent = find_keeper(parent_id);
  const std::uint32_t root = parent != 0 ? at(parent).root : 0;
  RecordStore::Chain entry;
  const bool is_new = find(r->span) == 0;
  if (is_new && free_ == 0 && used_ == max_spans && root != 0)
    (void)fold_worst(root);
  // The parent may have been folded by that, too.
  const std::uint32_t slot = is_new && has_room(entry, sizeof from.thread + r->size, root) ? take_slot() : 0;
  if (slot == 0) {
    if (is_new && parent_id != 0 && find_keeper(parent_id) != 0)
      return note_folded(r->span, parent_id); // its exit counts for the parent
    return dropped_events.add(events_of(r->kind));
  }
  records_.append(entry, &from.thread, sizeof from.thread);
  records_.append(entry, r, r->size);
  const std::uint32_t around = find_keeper(parent_id);
  Span &span = at(slot);
  span = {};
  span.id = r->span;
  span.number = ++entries_;
  span.begin = r->ticks;
  span.records = entry;
  span.entry_kind = r->kind;
  span.next = *bucket_of(r->span);
  *bucket_of(r->span) = slot;
  if (span.link = link_of(r); span.link.span != 0)
    if (const std::uint32_t linked = find_keeper(span.link.span))
      span.link.span = at(at(linked).root).id; // the only one that is certain to be kept
  if (around == 0) {
    span.parent_id = parent_id;
    span.root = slot;
    span.trace = trace_of(r);
    if (span.trace != 0)
      ++tables_.traces[span.trace - 1].roots;
    return;
  }
  link_child(slot, around);
  const Span &parent_span = at(around);
  span.root = parent_span.root;
  span.depth = parent_span.depth + 1;
  span.begin = std::max(span.begin, parent_span.begin);
  span.has_moved = parent_span.id != r->parent;
  span.has_lost_owner = span.has_moved || parent_span.is_complete;
}

void TraceFolder::take_exit(const ThreadRecord &from) noexcept {
  const Record *const r = from.record;
  const std::uint32_t slot = find(r->span);
  if (slot == 0) {
    std::uint64_t id = r->span;
    const std::uint32_t keeper = find_keeper(id);
    if (keeper == 0)
      return dropped_events.add(events_of(r->kind));
    Span lost{}; // there was no memory for its entry
    const SpanFigures figures = count_exit(from.text, from.thread, r);
    lost.site = figures.site;
    lost.duration_ns = figures.duration_ns;
    lost.iterations = figures.iterations;
    lost.has_error = figures.has_error;
    lost.entry_kind = record_kinds_of(traits_of(r->kind).span).entry;
    for (std::size_t i = 0; i < figures.folded_count; ++i)
      lost.inside_ns += shown_self_ns(figures.folded[i].figures);
    take_folded(keeper, figures);
    add_call(keeper, lost);
    at(keeper).needs_estimate = at(keeper).receives = true;
    ++folded_;
    return;
  }
  Span &span = at(slot);
  if (span.is_complete)
    return dropped_events.add(events_of(r->kind));
  const bool is_stored = has_room(span.records, sizeof from.thread + r->size, span.root);
  if (is_stored) {
    records_.append(span.records, &from.thread, sizeof from.thread);
    records_.append(span.records, r, r->size);
  }
  span.end = std::max(r->ticks, span.begin);
  complete(slot, count_exit(from.text, from.thread, r));
  if (span.root == slot)
    return write(slot);
  const std::uint32_t root = span.root;
  if (!is_stored)
    return fold(slot);
  insert(root, slot);
  while (is_over_budget(root) && fold_worst(root)) {
  }
}

// The span whose time has this span's; 0: none, it has ended.
std::uint32_t TraceFolder::owner_of(std::uint32_t slot) noexcept {
  for (std::uint32_t i = slot; !at(i).has_lost_owner && at(i).parent != 0;) {
    i = at(i).parent;
    if (at(i).is_complete)
      return 0;
    if ((at(i).folded_flags & folded_also) == 0)
      return i;
  }
  return 0;
}

void TraceFolder::complete(std::uint32_t slot, const SpanFigures &figures) noexcept {
  Span &span = at(slot);
  span.site = figures.site;
  span.duration_ns = figures.duration_ns;
  span.iterations = figures.iterations;
  span.has_error = figures.has_error;
  span.is_slow = figures.is_slow;
  span.is_handed_out = was_handed_out(span.id);
  span.folded_flags = figures.folded_flags;
  const bool is_in_ancestor = (span.folded_flags & folded_also) != 0;
  const std::uint32_t owner = owner_of(slot), folded_in = is_in_ancestor ? owner : slot;
  for (std::size_t i = 0; i < figures.folded_count && folded_in != 0; ++i)
    at(folded_in).inside_ns += shown_self_ns(figures.folded[i].figures);
  take_folded(slot, figures);
  span.is_complete = true;
  for (std::uint32_t child = span.child; child != 0; child = at(child).older)
    at(child).has_lost_owner |= !at(child).is_complete;
  span.is_counted = owner != 0;
  if (owner != 0 && !is_in_ancestor)
    at(owner).inside_ns += span.duration_ns;
  for (std::uint32_t i = slot; span.has_error && i != 0 && !at(i).is_on_error_path; i = at(i).parent)
    at(i).is_on_error_path = true;
}

// Ends.

void TraceFolder::finish() noexcept {
  std::size_t open = 0;
  for (std::uint32_t bucket : tables_.buckets)
    for (; bucket != 0; bucket = at(bucket).next)
      if (!at(bucket).is_complete)
        tables_.list[open++] = bucket;
  std::sort(tables_.list, tables_.list + open,
            [this](std::uint32_t a, std::uint32_t b) { return at(a).number > at(b).number; });
  // Children end before their parents, so that each trace is written once; writing uses the list, too.
  std::uint32_t first = 0;
  while (open != 0) {
    const std::uint32_t slot = tables_.list[--open];
    at(slot).left = first; // an open span is in no heap
    first = slot;
  }
  while (first != 0) {
    const std::uint32_t slot = first;
    first = at(slot).left;
    ThreadFacts thread;
    Record entry;
    RecordStore::Reader reader(records_, at(slot).records);
    if (!reader.get(&thread, sizeof thread) || !reader.get(&entry, sizeof entry))
      continue;
    const UnfinishedExit exit(entry);
    tables_.exit_text.generation = thread.generation + 1;
    tables_.exit_text.last_ns = 0;
    take_exit({tables_.exit_text, thread, &exit.record});
  }
}

void TraceFolder::forget_sites() noexcept {
  for (std::uint32_t slot = 1; slot <= used_; ++slot)
    if (at(slot).root == slot && at(slot).id != 0 && find(at(slot).id) == slot)
      while (fold_worst(slot)) {
      }
}

void TraceFolder::reset_in_child() noexcept {
  for (std::uint32_t &bucket : tables_.buckets)
    if (bucket != 0)
      bucket = 0;
  for (auto &recent : tables_.recent)
    if (recent.id != 0)
      recent = {};
  for (Trace &trace : tables_.traces)
    if (trace.used_at != 0)
      trace = {};
  records_.reset();
  sums_.reset();
  used_ = free_ = 0;
  live_.store(0, std::memory_order_relaxed);
  folded_ = 0;
}

} // namespace telinject
