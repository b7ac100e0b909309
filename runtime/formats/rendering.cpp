// Records become events: see rendering.h.
#include "runtime/formats/rendering.h"

#include "runtime/core/clock.h"
#include "runtime/core/drop_counter.h"
#include "runtime/core/lost_spans.h"
#include "runtime/formats/folded_sites.h"

#include <cstring>

namespace telinject {

constinit RenderOptions render_options;

namespace {

constinit const Format *format = nullptr;
constinit TakeEvent take = nullptr;
constinit TakeSpan take_span = nullptr;
constinit Event *captured = nullptr;      // not null: receives the event in place of `take`
constinit const KeptSpan *kept = nullptr; // of the record that is being rendered; its exit has been counted
constinit bool names_all_sites = false;   // exits name every site
constinit SiteCache cache;
constinit bool some_lost = false;            // of the record that is being rendered
constinit std::uint64_t summary_from_ns = 0; // of the next table of sites; 0: nothing happened yet
constinit bool has_summary = false;

Slice text_of(ThreadText &text, const ThreadFacts &thread) {
  if (text.generation != thread.generation) {
    TextBuffer out(text.text, sizeof text.text);
    format->prepare_thread(thread.id, Slice(thread.name, strnlen(thread.name, sizeof thread.name)), out);
    text.size = out.size();
    text.generation = thread.generation;
  }
  return Slice(text.text, text.size);
}

bool is_exit(EventType type) {
  return type == EventType::function_exit || type == EventType::loop_exit || type == EventType::exception_exit ||
         type == EventType::http_response || type == EventType::database_result;
}

void apply(const KeptSpan &span, Event &event) {
  event.context.parent = span.parent;
  if (event.link.span != 0 && span.link.span != 0)
    event.link = span.link;
  if (!is_exit(event.type))
    return;
  event.folded = span.folded;
  event.folded_count = span.folded_count;
  event.folded_flags |= span.folded_flags;
}

void render(Event &event) {
  event.cache = &cache;
  if (kept)
    apply(*kept, event);
  if (captured)
    *captured = event;
  else
    some_lost |= !take(event);
}

constinit FoldedSites folded_sites; // of the exit that is being rendered
constinit ExcessSites excess_sites;
constexpr std::size_t named_folded_sites = 32; // decisions.md: of one exit

// Adds folded sites to the totals of the process and to folded_sites; returns their end.
const char *take_folded(const char *p, FoldedHead &head) {
  folded_sites.clear();
  std::memcpy(&head, p, sizeof head);
  p += sizeof head;
  if (kept)
    return p + head.sites * sizeof(FoldedSite);
  for (std::uint32_t i = 0; i < head.sites; ++i, p += sizeof(FoldedSite)) {
    FoldedSite folded;
    std::memcpy(&folded, p, sizeof folded);
    const CachedSite *const function = cache.site(folded.function_site, format->prepare_site);
    const CachedSite *const site =
        folded.kind == FoldKind::function ? function : cache.site(folded.site, format->prepare_inner_site, true);
    SiteTotals *const totals = site && function ? find_site_totals(site, function) : nullptr;
    if (!totals)
      continue;
    if ((folded.flags & fold_reported) != 0) {
      subtract_folded(totals->all, folded, site);
      continue;
    }
    add_folded(totals->all, folded, site, branches_of_totals);
    if ((head.flags & folded_in_progress) != 0)
      continue;
    if ((head.flags & folded_unattributed) != 0)
      add_folded(totals->unattributed, folded, site, branches_of_totals);
    folded_sites.add(totals, folded, site);
  }
  return p;
}

// Adds the span of an exit to the totals of the process.
void count_span(const Record *r, const Event &e, std::int64_t child_ticks) {
  if (kept)
    return;
  SiteTotals *const totals = find_site_totals(e.site, e.function ? e.function : e.site);
  if (!totals || (e.folded_flags & folded_also) != 0)
    return;
  const std::int64_t ticks = r->ticks > r->start ? static_cast<std::int64_t>(r->ticks - r->start) : 0;
  const FoldedSite span{.site = r->site,
                        .function_site = nullptr,
                        .kind = FoldKind::function,
                        .flags = (e.folded_flags & folded_self_estimated) != 0 ? fold_self_estimated : 0,
                        .calls = 1,
                        .errors = has_error(e) ? 1u : 0u,
                        .total = static_cast<std::uint64_t>(ticks),
                        .self = ticks - child_ticks,
                        .max = static_cast<std::uint64_t>(ticks),
                        .iterations = r->kind == RecordKind::loop_exit ? e.iterations : 0,
                        .written_late = 0};
  const bool had_folded = totals->all.has_folded;
  add_folded(totals->all, span, e.site, branches_of_totals);
  totals->all.has_folded = had_folded;
}

// What exit records of all kinds have in common; `values` is moved past it.  `site` and `function` are known.  Returns
// the duration of what was called inside, in ticks.
std::int64_t take_exit(const Record *r, Event &e) {
  e.duration_ns = clock_duration_ns(r->start, r->ticks);
  e.slow = render_options.slow_ns != 0 && e.duration_ns > render_options.slow_ns;
  e.flags = r->flags;
  if (r->flags & record_has_suppressed) {
    std::memcpy(&e.suppressed, e.values, sizeof e.suppressed);
    e.values += sizeof e.suppressed;
  }
  FoldedHead folded{};
  if (r->flags & record_has_folded) {
    e.values = take_folded(e.values, folded);
    folded_sites.mark_unobserved();
    if (!kept)
      folded_sites.limit_to(names_all_sites ? max_folded_sites : named_folded_sites, excess_sites.take(r->span));
    e.folded = folded_sites.begin();
    e.folded_count = folded_sites.count();
    e.folded_flags = folded.flags;
  }
  if (r->flags & record_raised) {
    ErrorHead head;
    std::memcpy(&head, e.values, sizeof head);
    e.values += sizeof head;
    static const CachedSite *frames[max_error_frames]; // only one drains at a time
    e.error = {.type = cache.text(head.type), .text = {}, .frames = frames, .stack_trace = {}};
    for (std::uint32_t i = 0; i < head.frame_count; ++i, e.values += sizeof(char *)) {
      const char *site;
      std::memcpy(&site, e.values, sizeof site);
      if (const CachedSite *frame = cache.site(site, format->prepare_site))
        frames[e.error.frame_count++] = frame;
    }
    e.error.text = Slice(e.values, head.text_size);
    e.values += padded(head.text_size);
  }
  return folded.child_ticks;
}

// Where an entry was called from.  A coroutine's first resumption is no call of it.
void take_call(const Record *r, Event &e) {
  if (!(r->flags & record_has_caller))
    return;
  e.values_end -= sizeof e.call;
  if (e.site->site.is_coroutine)
    return;
  std::memcpy(&e.call, e.values_end, sizeof e.call);
  if (!e.site->site.passes_caller)
    e.call.caller = 0;
}

// The span around that of a root.
void take_link(const Record *r, Event &e) {
  if ((r->flags & record_has_link) == 0)
    return;
  std::memcpy(&e.link, e.values, sizeof e.link);
  e.values += sizeof e.link;
}

// A function's entry or exit.
void render_function(Slice thread, const Record *r, Event &e) {
  e.site = cache.site(r->site, format->prepare_site);
  if (!e.site)
    return dropped_events.add(1);
  e.flags = r->flags;
  if (r->kind == RecordKind::enter) {
    e.type = EventType::function_entry;
    take_link(r, e);
    if (r->flags & record_written_late)
      e.values = nullptr;
    e.caller = r->caller_site ? cache.site(r->caller_site, format->prepare_site) : nullptr;
    e.thread = thread;
    take_call(r, e);
    return render(e);
  }
  e.type = EventType::function_exit;
  count_span(r, e, take_exit(r, e));
  if (r->flags & record_has_value) {
    const char *code;
    std::memcpy(&code, e.values, sizeof code);
    e.values += sizeof code;
    e.value_code = cache.text(code);
  }
  render(e);
}

// Adds a conditional or an assignment to the totals of the process.
void count_inner_event(const Record *r, const Event &e) {
  if (r->kind != RecordKind::branch && r->kind != RecordKind::change)
    return;
  SiteTotals *const totals = find_site_totals(e.site, e.function);
  if (totals && r->kind == RecordKind::branch)
    add_branch(totals->all, e.site, 1, branches_of_totals);
  else if (totals)
    ++totals->all.changes;
}

// The entry or exit of a loop or a try block, or something that happens in a span.
void render_inner(Slice thread, const Record *r, Event &e) {
  const char *function_site = r->caller_site;
  if (ends_inner_span(r->kind)) {
    LoopEnd end;
    std::memcpy(&end, e.values, sizeof end);
    e.values += sizeof end;
    function_site = end.function_site;
    e.iterations = end.iterations;
    e.exit_reason = static_cast<char>(end.exit_reason);
  }
  e.site = cache.site(r->site, format->prepare_inner_site, true);
  e.function = cache.site(function_site, format->prepare_site);
  e.thread = thread;
  const RecordTraits &traits = traits_of(r->kind);
  e.kind = traits.role == RecordRole::inner ? static_cast<SpanKind>(r->context_flags & record_span_kind) : traits.span;
  if (!e.site || !e.function)
    return dropped_events.add(events_of(r->kind));
  if (ends_inner_span(r->kind)) {
    count_span(r, e, take_exit(r, e));
  } else {
    e.flags = r->flags;
    count_inner_event(r, e);
  }
  switch (r->kind) {
  case RecordKind::loop_enter:
    e.type = EventType::loop_entry;
    break;
  case RecordKind::loop_exit:
    e.type = EventType::loop_exit;
    break;
  case RecordKind::iteration:
    std::memcpy(&e.iterations, e.values, sizeof e.iterations);
    e.type = EventType::loop_iteration;
    break;
  case RecordKind::branch:
    e.type = EventType::conditional_entry;
    render(e);
    e.type = EventType::conditional_exit;
    break;
  case RecordKind::try_enter:
    e.type = EventType::exception_entry;
    break;
  case RecordKind::try_exit:
    e.type = EventType::exception_exit;
    break;
  default:
    e.type = EventType::variable_change;
  }
  render(e);
}

// The entry or exit of an HTTP or a database call.  A call outside of all functions has none.
void render_call(Slice thread, const Record *r, Event &e) {
  const char *function_site = r->caller_site;
  if (ends_span(r->kind)) {
    LoopEnd end;
    std::memcpy(&end, e.values, sizeof end);
    e.values += sizeof end;
    function_site = end.function_site;
  }
  e.site = cache.site(r->site, format->prepare_inner_site, true);
  e.function = function_site ? cache.site(function_site, format->prepare_site) : nullptr;
  e.thread = thread;
  e.kind = traits_of(r->kind).span;
  if (!e.site || (function_site && !e.function))
    return dropped_events.add(events_of(r->kind));
  if (e.function && e.function->site.function == Slice("unknown"))
    e.function = nullptr;
  const bool is_database = e.kind == SpanKind::database;
  if (begins_span(r->kind)) {
    e.flags = r->flags;
    take_link(r, e);
    e.type = is_database ? EventType::database_query : EventType::http_request;
    read_call(r, e);
    return render(e);
  }
  e.type = is_database ? EventType::database_result : EventType::http_response;
  const std::int64_t child_ticks = take_exit(r, e);
  read_call(r, e);
  if (e.function)
    count_span(r, e, child_ticks);
  render(e);
}

} // namespace

void rendering_start(const Format *as, const RenderOptions &options, TakeEvent to, TakeSpan to_span) {
  render_options = options;
  format = as;
  take = to;
  take_span = to_span;
}

namespace {

void render_events(ThreadText &text, const ThreadFacts &thread, const Record *r) {
  Event e{};
  e.unix_ns = clock_unix_ns(r->ticks);
  // Another core's counter may be a little behind; a thread's own times do not go back.
  if (!begins_span(r->kind) || (r->flags & record_written_late) == 0) {
    e.unix_ns = e.unix_ns > text.last_ns ? e.unix_ns : text.last_ns;
    text.last_ns = e.unix_ns;
  }
  if (summary_from_ns == 0 || (!has_summary && e.unix_ns < summary_from_ns))
    summary_from_ns = e.unix_ns;
  e.sampled_out = (r->context_flags & record_sampled_out) != 0;
  e.context = {r->trace_high, r->trace_low, r->span, r->parent};
  e.values = reinterpret_cast<const char *>(r + 1);
  e.values_end = reinterpret_cast<const char *>(r) + r->size;
  if (traits_of(r->kind).span == SpanKind::function)
    return render_function(text_of(text, thread), r, e);
  if (has_attributes(traits_of(r->kind).span))
    return render_call(text_of(text, thread), r, e);
  render_inner(text_of(text, thread), r, e);
}

} // namespace

namespace {

// Sites of a span that has no exit, or more of them than its exit record holds.
void render_folded(const Record *r) {
  FoldedHead head;
  const char *const begin = reinterpret_cast<const char *>(r + 1);
  take_folded(begin, head);
  if ((head.flags & (folded_unattributed | folded_in_progress)) == 0)
    excess_sites.add(r->span, folded_sites);
}

} // namespace

void render_record(ThreadText &text, const ThreadFacts &thread, const Record *r) {
  if (r->kind == RecordKind::folded) {
    render_folded(r);
    return;
  }
  if (belongs_to_lost_span(r))
    return dropped_events.add(1);
  some_lost = false;
  render_events(text, thread, r);
  note_taken(r, some_lost);
}

void render_summary(Event &e, void (*after_each)()) {
  constexpr std::size_t max_sites = 100;     // decisions.md: of one line
  static const SiteTotals *sites[max_sites]; // used under the drain lock only
  e.tables.from_ns = summary_from_ns != 0 ? summary_from_ns : e.unix_ns;
  e.tables.to_ns = e.unix_ns;
  e.tables.sites = sites;
  for (SiteTotals *totals = newest_site_totals();;) {
    e.tables.count = 0;
    for (; totals && e.tables.count < max_sites; totals = totals->older) {
      if (!totals->all.has_any())
        continue;
      if (totals->function)
        totals->all.flags |= totals->function->all.flags & fold_levels;
      sites[e.tables.count++] = totals;
    }
    take(e);
    after_each();
    if (!totals)
      break;
  }
  clear_site_totals();
  summary_from_ns = e.unix_ns;
  has_summary = true;
}

namespace {

// Makes the event of a record; of a conditional, its last one.  Returns false if it was lost, and counted.
bool capture_event(const ThreadRecord &from, Event &event) {
  captured = &event;
  render_events(from.text, from.thread, from.record);
  captured = nullptr;
  return event.cache != nullptr;
}

} // namespace

namespace {

// Turns records into events one by one.
struct CapturedEvents : InnerEvents {
  CapturedEvents(const ThreadRecord &entry, InnerRecords &from)
      : InnerEvents{next_event, from.events, from.left_out}, thread(entry), records(from) {}

  static const Event *next_event(InnerEvents &self) {
    auto &captured_events = static_cast<CapturedEvents &>(self);
    while (const Record *const r = captured_events.records.next(captured_events.records)) {
      captured_events.event = {};
      if (capture_event({captured_events.thread.text, captured_events.thread.thread, r}, captured_events.event))
        return &captured_events.event;
    }
    return nullptr;
  }

  const ThreadRecord &thread;
  InnerRecords &records;
  Event event{};
};

} // namespace

void render_span(const ThreadRecord &entry, const ThreadRecord &exit, InnerRecords &inner) {
  Event begin{}, end{};
  CapturedEvents events(entry, inner);
  if (capture_event(entry, begin) && capture_event(exit, end))
    take_span(begin, end, events); // counts what is dropped
  else
    dropped_events.add(1 + inner.events); // in addition to the event that was lost
}

void count_record(ThreadText &text, const ThreadFacts &thread, const Record *r) {
  Event unused{};
  capture_event({text, thread, r}, unused);
}

bool render_kept_record(ThreadText &text, const ThreadFacts &thread, const Record *r, const KeptSpan &span) {
  some_lost = false;
  kept = &span;
  render_events(text, thread, r);
  kept = nullptr;
  return !some_lost;
}

void render_kept_span(const ThreadRecord &entry, const ThreadRecord &exit, InnerRecords &inner, const KeptSpan &span) {
  kept = &span;
  render_span(entry, exit, inner);
  kept = nullptr;
}

SpanFigures count_exit(ThreadText &text, const ThreadFacts &thread, const Record *r) {
  Event e{};
  names_all_sites = true;
  const bool is_known = capture_event({text, thread, r}, e);
  names_all_sites = false;
  SpanFigures figures;
  if (!is_known)
    return figures;
  if (e.kind == SpanKind::function || e.function) // a call of a library outside of all functions has no place
    figures.site = find_site_totals(e.site, e.function ? e.function : e.site);
  figures.duration_ns = e.duration_ns;
  figures.iterations = e.iterations;
  figures.has_error = has_error(e);
  figures.is_slow = severity_of(e) == Slice("WARN");
  figures.folded_flags = e.folded_flags;
  figures.folded = e.folded;
  figures.folded_count = e.folded_count;
  return figures;
}

InnerFigures count_inner(ThreadText &text, const ThreadFacts &thread, const Record *r) {
  Event e{};
  InnerFigures figures;
  if (!capture_event({text, thread, r}, e) || (r->kind != RecordKind::branch && r->kind != RecordKind::change))
    return figures;
  figures.site = find_site_totals(e.site, e.function);
  if (!figures.site || r->kind == RecordKind::change)
    return figures;
  const Slice head = e.site->site.codes, branch = head.drop_front(head.find(' ') + 1); // as add_branch
  for (const BranchCount *b = figures.site->all.branches; b; b = b->next)
    if (b->name == branch)
      figures.branch = b->name;
  if (figures.branch.empty())
    figures.site = nullptr; // memory is short
  return figures;
}

SpanFigures count_folded(const Record *r) {
  SpanFigures figures;
  FoldedHead head;
  take_folded(reinterpret_cast<const char *>(r + 1), head);
  if ((head.flags & (folded_unattributed | folded_in_progress)) != 0)
    return figures;
  figures.folded = folded_sites.begin();
  figures.folded_count = folded_sites.count();
  return figures;
}

void rendering_forget_sites() {
  cache.drop_all();
}
void rendering_abandon_sites() {
  cache = SiteCache();
  abandon_site_totals();
}
void rendering_forget_totals() {
  clear_site_totals();
  summary_from_ns = 0;
  has_summary = false;
}

} // namespace telinject
