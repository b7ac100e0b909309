// Folded calls and the tables of a summary as JSON: see jsonl_lines.h and docs/events.md.
#include "runtime/formats/jsonl_lines.h"

#include "runtime/base/json_text.h"

namespace telinject::jsonl {

namespace {

void put_number(TextBuffer &out, Slice key, std::uint64_t value) {
  out.put(",\"");
  out.put(key);
  out.put("\":");
  out.decimal(value);
}

Slice level_of(const SiteFigures &f) {
  return (f.flags & fold_is_dormant) != 0   ? Slice("dormant")
         : (f.flags & fold_is_counted) != 0 ? Slice("counted")
         : f.has_folded                     ? Slice("folded")
                                            : Slice("written");
}

void put_branches(const BranchCount *branches, TextBuffer &out) {
  bool any = false;
  for (const BranchCount *b = branches; b; b = b->next) {
    if (b->count == 0)
      continue;
    out.put(any ? Slice(",") : Slice(",\"branches\":{"));
    put_json_string(out, b->name.take_front(max_name));
    out.put(':');
    out.decimal(b->count);
    any = true;
  }
  if (any)
    out.put('}');
}

// Appends {"level":…} with the figures that were observed.
void put_figures(const SiteFigures &f, std::size_t other_sites, TextBuffer &out) {
  out.put("{\"level\":\"");
  out.put(level_of(f));
  out.put('"');
  if (other_sites != 0)
    put_number(out, "sites", other_sites);
  if (f.calls != 0) {
    put_number(out, "calls", f.calls);
    if ((f.flags & fold_levels) == 0)
      put_number(out, "errors", f.errors);
    put_number(out, "total_ns", f.total_ns);
    // Estimates of the calls inside may come to less than nothing, or to more than all.
    const std::uint64_t self_ns = f.self_ns > 0 ? static_cast<std::uint64_t>(f.self_ns) : 0;
    put_number(out, "self_ns", self_ns < f.total_ns ? self_ns : f.total_ns);
    put_number(out, "max_ns", f.max_ns);
  }
  if (f.iterations != 0)
    put_number(out, "iterations", f.iterations);
  if (f.changes != 0)
    put_number(out, "changes", f.changes);
  if (other_sites == 0)
    put_branches(f.branches, out);
  else if (f.branches)
    put_number(out, "branches", f.branches->count);
  if ((f.flags & fold_self_estimated) != 0)
    out.put(",\"self_estimated\":true");
  if ((f.flags & fold_is_lower_bound) != 0 && (f.flags & fold_is_dormant) != 0)
    out.put(",\"at_least\":true");
  out.put('}');
}

} // namespace

void put_folded_site(const FoldedFigures &site, TextBuffer &out) {
  put_json_string(out, site.key);
  out.put(':');
  put_figures(site.figures, site.sites, out);
}

bool put_folded(const Event &e, bool any, TextBuffer &out) {
  const auto begin_member = [&] {
    if (any)
      out.put(',');
    any = true;
  };
  if ((e.folded_flags & folded_also) != 0) {
    begin_member();
    out.put("\"also_folded\":true");
  }
  if ((e.folded_flags & folded_self_estimated) != 0) {
    begin_member();
    out.put("\"self_estimated\":true");
  }
  if ((e.folded_flags & folded_iterations_estimated) != 0) {
    begin_member();
    out.put("\"iterations_estimated\":true");
  }
  if (e.folded_count == 0)
    return any;
  begin_member();
  out.put("\"folded\":{");
  for (std::size_t i = 0; i < e.folded_count; ++i) {
    if (i != 0)
      out.put(',');
    put_folded_site(e.folded[i], out);
  }
  out.put('}');
  return any;
}

void put_summary_tables(const Event &e, TextBuffer &out) {
  const SummaryTables &tables = e.tables;
  if (tables.to_ns == 0)
    return;
  out.put("\"from_ns\":");
  out.decimal(tables.from_ns);
  put_number(out, "to_ns", tables.to_ns);
  if (tables.process_cpu_ns != 0) {
    put_number(out, "telemetry_cpu_ns", tables.telemetry_cpu_ns);
    put_number(out, "process_cpu_ns", tables.process_cpu_ns);
  }
  const auto put_table = [&](Slice name, SiteFigures SiteTotals::*figures) {
    bool any = false;
    for (std::size_t i = 0; i < tables.count; ++i) {
      if (!(tables.sites[i]->*figures).has_any())
        continue;
      if (!any) {
        out.put(",\"");
        out.put(name);
        out.put("\":{");
      } else {
        out.put(',');
      }
      put_json_string(out, tables.sites[i]->key);
      out.put(':');
      put_figures(tables.sites[i]->*figures, 0, out);
      any = true;
    }
    if (any)
      out.put('}');
  };
  put_table("sites", &SiteTotals::all);
  put_table("unattributed", &SiteTotals::unattributed);
  out.put(',');
}

} // namespace telinject::jsonl
