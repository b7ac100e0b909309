// Merges sites, resolves conflicts and applies edits.
#include "tool/rewrite/plan.h"

#include "tool/base/files.h"
#include "tool/base/glob.h"
#include "tool/source/include_line.h"
#include "tool/source/strip.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

bool same_guard(const Site &one, const Site &other) {
  return one.needs_construct == other.needs_construct && one.needs_offset == other.needs_offset;
}

void skip(Site &site, const std::string &reason) {
  site.skip_reason = reason;
  site.edits.clear();
}

// The insertion's space stays outside the wrapper, so that strip handles it as usual.
Edit in_language(Edit edit, const std::string &macro) {
  if (edit.text.front() == ' ')
    edit.text = " " + macro + "(" + edit.text.substr(1) + ")";
  else
    edit.text = macro + "_BEFORE(" + edit.text.substr(0, edit.text.size() - 1) + ") ";
  return edit;
}

std::vector<Edit> edits_for_both(const std::vector<Edit> &c, std::vector<Edit> cxx) {
  std::vector<Edit> edits;
  for (const Edit &edit : c) {
    const auto same = std::find(cxx.begin(), cxx.end(), edit);
    edits.push_back(same == cxx.end() ? in_language(edit, "TELINJECT_IN_C") : edit);
    if (same != cxx.end())
      cxx.erase(same);
  }
  for (const Edit &edit : cxx)
    edits.push_back(in_language(edit, "TELINJECT_IN_CXX"));
  return edits;
}

} // namespace

void PlanBuilder::add(const UnitResult &result, bool brings_header) {
  (brings_header ? with_header_ : without_header_).insert(result.files.begin(), result.files.end());
  for (const auto &[file, ranges] : result.declarations) {
    auto &known = declarations_[file];
    known.insert(known.end(), ranges.begin(), ranges.end());
  }
  auto &known_sites = result.is_cxx ? cxx_sites_ : sites_;
  for (const Site &site : result.sites) {
    auto [found, fresh] = known_sites.try_emplace(SiteKey{site.file, site.offset, site.construct}, site);
    if (fresh)
      continue;
    Site &known = found->second;
    // Units or inclusions that interpret the text differently: no single text fits both.
    const bool same = known.skip_reason == site.skip_reason && known.edits == site.edits && same_guard(known, site);
    if (same || (!known.instrumented() && !site.instrumented()))
      continue;
    skip(known, "differs-between-units");
  }
}

void PlanBuilder::drop(const SiteKey &key, const std::string &reason) {
  for (auto *sites : {&sites_, &cxx_sites_})
    if (const auto found = sites->find(key); found != sites->end() && found->second.instrumented())
      skip(found->second, reason);
}

// Uses separate insertions for C and C++ if they differ.
void PlanBuilder::merge_languages() {
  for (auto &[key, cxx] : cxx_sites_) {
    auto [found, fresh] = sites_.try_emplace(key, std::move(cxx));
    if (fresh)
      continue;
    Site &site = found->second;
    if (!site.instrumented() && !cxx.instrumented())
      continue;
    if (site.instrumented() && cxx.instrumented() && same_guard(site, cxx))
      site.edits = edits_for_both(site.edits, cxx.edits);
    else
      skip(site, "differs-between-units");
  }
  cxx_sites_.clear();
}

namespace {

bool may_be_in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         c == '"' || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
}

// In "else*p = 1;" the insertion's space must come before it.
std::string separated_from(const std::string &before, const std::string &inserted) {
  if (before.empty() || inserted.empty() || inserted.back() != ' ' || !may_be_in_word(before.back()) ||
      !may_be_in_word(inserted.front()))
    return inserted;
  return " " + inserted.substr(0, inserted.size() - 1);
}

} // namespace

std::string apply_edits(const std::string &text, std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const Edit &a, const Edit &b) {
    return a.offset != b.offset ? a.offset < b.offset : a.order < b.order;
  });
  std::string result;
  size_t copied = 0;
  for (const Edit &edit : edits) {
    result.append(text, copied, edit.offset - copied);
    result += separated_from(result, edit.text);
    copied = edit.offset;
  }
  result.append(text, copied);
  return result;
}

namespace {

void skip_unneeded_scopes(const std::vector<Site *> &sites) {
  std::set<unsigned> needed;
  for (const Site *site : sites)
    if (site->instrumented() && site->needs_construct == kScope && site->construct != kSplit)
      needed.insert(site->needs_offset);
  for (Site *site : sites)
    if (site->construct == kScope && !needed.count(site->offset))
      site->skip_reason = "nothing-inside";
}

} // namespace

void PlanBuilder::insert_include(FilePlan &planned, const std::string &file, std::vector<Edit> &edits,
                                 IncludeFallback fallback) const {
  const auto declared = declarations_.find(file);
  unsigned first = ~0u;
  for (const Edit &edit : edits)
    first = std::min(first, edit.offset);
  if (const auto include = include_edit(planned.original, first,
                                        declared == declarations_.end() ? std::vector<TextRange>() : declared->second))
    edits.insert(edits.begin(), *include);
  else if (fallback == IncludeFallback::restart_numbering && (without_header_.count(file) || !with_header_.count(file)))
    edits.insert(edits.begin(), include_edit_with_restart(planned.original));
  else
    planned.needs_forced_include = true;
}

void PlanBuilder::plan_file(Plan &plan, const std::string &file, const std::vector<Site *> &sites,
                            IncludeFallback fallback) const {
  const bool selected =
      path_selected(file.substr(root_.size() + 1), options_.constructs.include, options_.constructs.exclude);
  FilePlan planned;
  const auto text = read_file(file);
  if (text)
    planned.on_disk = *text;
  planned.original = strip(planned.on_disk);
  std::vector<Edit> edits;
  skip_unneeded_scopes(sites);
  std::set<std::pair<unsigned, std::string>> guards;
  // Sorted by offset, so that a guard's site precedes the sites that depend on it.
  for (Site *site : sites) {
    if (site->instrumented() && !site->needs_construct.empty() &&
        !guards.count({site->needs_offset, site->needs_construct}))
      site->skip_reason = "enclosing-skipped";
    if (!selected && site->instrumented())
      site->skip_reason = "excluded";
    const bool fits = std::all_of(site->edits.begin(), site->edits.end(),
                                  [&](const Edit &edit) { return edit.offset <= planned.original.size(); });
    if (site->instrumented() && (!text || !fits))
      site->skip_reason = "changed-while-reading";
    if (!site->instrumented()) {
      site->edits.clear();
      continue;
    }
    guards.insert({site->offset, site->construct});
    edits.insert(edits.end(), site->edits.begin(), site->edits.end());
  }
  if (!edits.empty())
    insert_include(planned, file, edits, fallback);
  planned.rewritten = apply_edits(planned.original, std::move(edits));
  if (strip(planned.rewritten) != planned.original) {
    // The user's own text looks like an insertion, so the rewrite could not be undone.
    for (Site *site : sites)
      if (site->instrumented())
        skip(*site, "not-strippable");
    planned.rewritten = planned.original;
    planned.needs_forced_include = false;
  }
  plan.files.emplace(file, std::move(planned));
}

Plan PlanBuilder::finish(IncludeFallback fallback) {
  merge_languages();
  Plan plan;
  std::map<std::string, std::vector<Site *>> by_file;
  for (auto &[key, site] : sites_)
    by_file[site.file].push_back(&site);
  for (auto &[file, sites] : by_file)
    plan_file(plan, file, sites, fallback);
  for (auto &[key, site] : sites_)
    (site.is_candidate() ? plan.sites : plan.helpers).push_back(std::move(site));
  sites_.clear();
  return plan;
}

} // namespace telinject::rewrite
