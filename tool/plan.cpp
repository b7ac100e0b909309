#include "plan.h"

#include "files.h"
#include "glob.h"
#include "include_line.h"
#include "strip.h"

#include <algorithm>

namespace telinject {

void PlanBuilder::add(const UnitResult& result) {
  for (const auto& [file, ranges] : result.declarations) {
    auto& known = declarations_[file];
    known.insert(known.end(), ranges.begin(), ranges.end());
  }
  for (const Site& site : result.sites) {
    auto [found, fresh] = sites_.try_emplace(SiteKey{site.file, site.offset, site.construct}, site);
    if (fresh) continue;
    Site& known = found->second;
    // Units, or inclusions, that see the same text in different ways: one text cannot serve both.
    const bool same = known.skip_reason == site.skip_reason && known.edits == site.edits && known.name == site.name &&
                      known.needs_construct == site.needs_construct && known.needs_offset == site.needs_offset;
    if (same || (!known.instrumented() && !site.instrumented())) continue;
    known.skip_reason = "differs-between-units";
    known.edits.clear();
  }
}

void PlanBuilder::drop(const SiteKey& key, const std::string& reason) {
  const auto found = sites_.find(key);
  if (found == sites_.end() || !found->second.instrumented()) return;
  found->second.skip_reason = reason;
  found->second.edits.clear();
}

std::string apply_edits(const std::string& text, std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.order < b.order;
  });
  std::string result;
  size_t copied = 0;
  for (const Edit& edit : edits) {
    result.append(text, copied, edit.offset - copied);
    result += edit.text;
    copied = edit.offset;
  }
  result.append(text, copied);
  return result;
}

namespace {

void skip_unneeded_scopes(const std::vector<Site*>& sites) {
  std::set<unsigned> needed;
  for (const Site* site : sites)
    if (site->instrumented() && site->needs_construct == kScope) needed.insert(site->needs_offset);
  for (Site* site : sites)
    if (site->construct == kScope && !needed.count(site->offset)) site->skip_reason = "nothing-inside";
}

}  // namespace

void PlanBuilder::plan_file(Plan& plan, const std::string& file, const std::vector<Site*>& sites, NoLineForInclude way) const {
  const bool selected = path_selected(file.substr(root_.size() + 1), options_.include, options_.exclude);
  FilePlan planned;
  const auto text = read_file(file);
  if (text) planned.on_disk = *text;
  planned.original = strip(planned.on_disk);
  std::vector<Edit> edits;
  unsigned first = ~0u;
  skip_unneeded_scopes(sites);
  std::set<std::pair<unsigned, std::string>> guards;
  // In order of place, so a guard's site comes before those that lean on it.
  for (Site* site : sites) {
    if (site->instrumented() && !site->needs_construct.empty() && !guards.count({site->needs_offset, site->needs_construct}))
      site->skip_reason = "enclosing-skipped";
    if (!selected && site->instrumented()) site->skip_reason = "excluded";
    const bool fits = std::all_of(site->edits.begin(), site->edits.end(),
                                  [&](const Edit& edit) { return edit.offset <= planned.original.size(); });
    if (site->instrumented() && (!text || !fits)) site->skip_reason = "changed-while-reading";
    if (!site->instrumented()) {
      site->edits.clear();
      continue;
    }
    guards.insert({site->offset, site->construct});
    for (const Edit& edit : site->edits) first = std::min(first, edit.offset);
    edits.insert(edits.end(), site->edits.begin(), site->edits.end());
  }
  if (!edits.empty()) {
    const auto declared = declarations_.find(file);
    if (const auto include = include_edit(planned.original, first, declared == declarations_.end() ? std::vector<TextRange>() : declared->second))
      edits.insert(edits.begin(), *include);
    else if (way == NoLineForInclude::restart_numbering)
      edits.insert(edits.begin(), include_edit_with_restart(planned.original));
    else
      planned.needs_forced_include = true;
  }
  planned.rewritten = apply_edits(planned.original, std::move(edits));
  plan.files.emplace(file, std::move(planned));
}

Plan PlanBuilder::finish(NoLineForInclude way) {
  Plan plan;
  std::map<std::string, std::vector<Site*>> by_file;
  for (auto& [key, site] : sites_) by_file[site.file].push_back(&site);
  for (auto& [file, sites] : by_file) plan_file(plan, file, sites, way);
  for (auto& [key, site] : sites_)
    if (site.construct != kScope) plan.sites.push_back(std::move(site));
  sites_.clear();
  return plan;
}

}  // namespace telinject
