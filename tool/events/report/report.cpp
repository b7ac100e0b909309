// The command report: gathers the figures.
#include "tool/events/report/report.h"

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "tool/events/input/document.h"
#include "tool/events/input/input.h"
#include "tool/events/input/text.h"

namespace telinject::events {
namespace {

std::string_view cut_name(std::string_view name) {
  if (name.size() <= Report::kMaxNameBytes)
    return name;
  std::size_t end = Report::kMaxNameBytes;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80)
    --end; // do not cut a character in half
  return name.substr(0, end);
}

// Breaks ties by time and id, so that the same input gives the same report.
bool is_slower(const TraceRow &a, const TraceRow &b) {
  return std::make_tuple(b.duration_ns(), a.first_ns, a.id.high, a.id.low) <
         std::make_tuple(a.duration_ns(), b.first_ns, b.id.high, b.id.low);
}

} // namespace

FunctionRow &Report::function(std::string_view name) {
  name_ = cut_name(name);
  auto found = functions_.find(name_);
  if (found != functions_.end())
    return *found->second;
  if (functions_.size() >= kMaxFunctions)
    name_ = "(other functions)";
  auto &row = functions_[name_];
  if (!row) {
    row = std::make_unique<FunctionRow>();
    row->name = name_;
  }
  return *row;
}

bool Report::is_known_function(std::string_view name) {
  name_ = cut_name(name);
  return functions_.contains(name_);
}

void Report::add_call(Process *p, const Event &e, std::uint64_t inside_ns) {
  FunctionRow &row = function(e.function_name);
  const std::uint64_t duration = e.duration_ns.value_or(0);
  // Children in other threads may take longer than the call.
  const CallTotals call{1, e.has_error ? 1U : 0U, duration, duration > inside_ns ? duration - inside_ns : 0};
  row.add(call);
  row.max_ns = std::max(row.max_ns, duration);
  row.has_estimated_self = row.has_estimated_self || e.self_estimated;
  row.durations.add(duration);
  if (Accounts *of_process = accounts(p, row))
    of_process->lines.add(call);
}

// All of them are written, so that lines are the only account.
void Report::add_library_call(const Event &e) {
  std::string name = e.kind == SpanKind::http ? "http " : "database ";
  name += cut_name(e.name);
  if (library_calls_.size() >= kMaxFunctions && !library_calls_.contains(name))
    name = "(other calls)";
  FunctionRow &row = library_calls_[name];
  row.name = name;
  const std::uint64_t duration = e.duration_ns.value_or(0);
  row.add({1, e.has_error ? 1U : 0U, duration, 0});
  row.max_ns = std::max(row.max_ns, duration);
  row.durations.add(duration);
}

void Report::add(const Event &e) {
  if (!e.has_span)
    return;
  traces_.note(e.trace, true);
  if (e.phase == Phase::entry)
    ++spans_;
  Process *p = nullptr;
  if (e.has_process && !gave_up_) {
    p = table_.enter(e, [this](const Process &old) { end_process(old); });
    if (!p)
      give_up();
  }
  if (p && e.phase == Phase::entry)
    on_entry(*p, e);
  if (!gave_up_)
    note_trace(e);
  if (e.phase == Phase::exit)
    on_exit(p, e);
  if (e.inner == InnerKind::summary) {
    add_folded(p, e.unattributed);
    if (p)
      add_summary(*p, e);
  }
}

void Report::on_entry(Process &p, const Event &e) {
  if (table_.is_full())
    return give_up();
  if (p.open.contains(e.span))
    return;
  Span span{e.trace, {}};
  span.time.also_folded = e.also_folded;
  span.time.owner = find_owner(p.open, e.parent);
  table_.open(p, e.span, span);
  TraceRow &trace = live_.try_emplace(e.trace).first->second;
  const bool is_new = trace.spans == 0;
  ++trace.open;
  ++trace.spans;
  if (is_new) {
    trace.id = e.trace;
    trace.first_ns = trace.last_ns = e.timestamp_ns.value_or(0);
  }
  if (is_new || (!trace.named_by_root && e.parent == 0)) {
    trace.name = cut_name(e.function_name.empty() ? e.name : e.function_name);
    trace.named_by_root = e.parent == 0;
  }
}

void Report::on_exit(Process *p, const Event &e) {
  SpanTime time;
  if (p && !gave_up_) {
    const auto found = p->open.find(e.span);
    if (found == p->open.end()) {
      ++exits_without_entry_;
    } else {
      time = found->second.time;
      const TraceId trace = found->second.trace;
      table_.close(*p, found);
      const auto owner = p->open.find(time.owner);
      if (owner != p->open.end() && e.also_folded)
        owner->second.time.add_folded(e);
      else if (owner != p->open.end())
        owner->second.time.end_child(e.duration_ns.value_or(0));
      close_trace_span(trace);
    }
  }
  time.add_folded(e);
  add_folded(p, e.folded);
  if (e.kind == SpanKind::function && !e.also_folded)
    add_call(p, e, time.inside_ns);
  else if (is_library_call(e.kind))
    add_library_call(e);
}

void Report::note_trace(const Event &e) {
  const auto found = live_.find(e.trace);
  if (found == live_.end())
    return;
  TraceRow &trace = found->second;
  trace.errors += e.has_error ? 1 : 0;
  if (!e.timestamp_ns)
    return;
  trace.first_ns = std::min(trace.first_ns, *e.timestamp_ns);
  trace.last_ns = std::max(trace.last_ns, *e.timestamp_ns);
}

void Report::close_trace_span(const TraceId &id) {
  const auto found = live_.find(id);
  if (found == live_.end() || --found->second.open != 0)
    return;
  TraceRow trace = std::move(found->second);
  live_.erase(found);
  keep_if_slow(std::move(trace));
}

void Report::keep_if_slow(TraceRow &&trace) {
  // A trace may continue after all its spans were closed, in a forked child or a later request: merge the rows.
  const auto same = std::find_if(slowest_.begin(), slowest_.end(), [&](const TraceRow &t) { return t.id == trace.id; });
  if (same != slowest_.end()) {
    same->first_ns = std::min(same->first_ns, trace.first_ns);
    same->last_ns = std::max(same->last_ns, trace.last_ns);
    same->spans += trace.spans;
    same->errors += trace.errors;
  } else if (slowest_.size() < top_) {
    slowest_.push_back(std::move(trace));
  } else if (is_slower(trace, slowest_.back())) {
    slowest_.back() = std::move(trace);
  } else {
    return;
  }
  std::sort(slowest_.begin(), slowest_.end(), is_slower);
}

void Report::end_process(const Process &p) {
  count_open_spans(p);
  settle_accounts(p);
}

void Report::count_open_spans(const Process &p) {
  unclosed_ += p.open.size();
  for (const auto &[id, span] : p.open)
    close_trace_span(span.trace);
}

void Report::give_up() {
  gave_up_ = true;
  for (const auto &[key, process] : table_.processes())
    end_process(process);
  table_.clear();
  live_.clear();
}

void Report::finish() {
  for (const auto &[key, process] : table_.processes())
    end_process(process);
}

std::vector<const FunctionRow *> Report::functions() const {
  std::vector<const FunctionRow *> rows;
  rows.reserve(functions_.size() + 1);
  for (const auto &[name, row] : functions_)
    if (row->calls != 0) // 0: hostile entries without calls
      rows.push_back(row.get());
  if (rest_.calls != 0)
    rows.push_back(&rest_);
  std::sort(rows.begin(), rows.end(), [](const FunctionRow *a, const FunctionRow *b) {
    return a->self_ns != b->self_ns ? a->self_ns > b->self_ns : a->name < b->name;
  });
  return rows;
}

std::vector<const FunctionRow *> Report::library_calls() const {
  std::vector<const FunctionRow *> rows;
  rows.reserve(library_calls_.size());
  for (const auto &[name, row] : library_calls_)
    rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [](const FunctionRow *a, const FunctionRow *b) {
    return a->total_ns != b->total_ns ? a->total_ns > b->total_ns : a->name < b->name;
  });
  return rows;
}

int run_report(const Options &options) {
  Progress progress;
  Report report(options.top);
  Document document;
  std::uint64_t skipped = 0;
  const bool all_read = read_inputs(options.files, progress, [&](const Line &line, Location) {
    if (line.too_long || !document.parse(line.text)) {
      ++skipped;
      return;
    }
    const Event e = extract_event(document.root());
    if (e.has_span)
      report.add(e);
    else
      ++skipped;
  });
  report.finish();
  progress.clear();
  std::fputs(render_report(report, options.top).c_str(), stdout);
  std::fflush(stdout);
  if (skipped != 0)
    std::fprintf(stderr, "telinject-events: warning: %s not counted; telinject-events validate explains why\n",
                 counted(skipped, "line that is no event was", "lines that are no events were").c_str());
  return all_read ? kExitDone : kExitUsage;
}

} // namespace telinject::events
