// Merges and renders sums.
#include "tool/events/fold/site_sums.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "tool/events/fold/span_store.h"

namespace telinject::events::fold {
namespace {

constexpr std::array<std::string_view, 4> kLevels = {"written", "folded", "counted", "dormant"};
constexpr std::size_t kFigureBytes = 250; // of an entry without its key and its branches

std::string quoted_json(const std::string &text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void put_number(std::string &out, const char *key, std::uint64_t value) {
  out += ",\"";
  out += key;
  out += "\":";
  out += std::to_string(value);
}

// Appends {"level":…} with the figures that were observed, as the runtime does.
void put_entry(std::string &out, const std::string &key, const SiteSum &sum, const std::string &branches) {
  if (out.size() > 1)
    out += ',';
  out += quoted_json(key) + ":{\"level\":\"";
  out += kLevels[static_cast<std::size_t>(std::max(sum.level, FoldLevel::folded))];
  out += '"';
  if (sum.site == kRest)
    put_number(out, "sites", std::max<std::uint64_t>(sum.sites, 1));
  if (sum.has(SiteSum::has_calls)) {
    put_number(out, "calls", sum.calls);
    if (!sum.has(SiteSum::lacks_errors) && sum.level != FoldLevel::counted)
      put_number(out, "errors", sum.errors);
    put_number(out, "total_ns", sum.total_ns);
    put_number(out, "self_ns", sum.self_ns);
    put_number(out, "max_ns", sum.max_ns);
    if (sum.has(SiteSum::has_iterations))
      put_number(out, "iterations", sum.iterations);
  }
  if (sum.has(SiteSum::has_changes))
    put_number(out, "changes", sum.changes);
  out += branches;
  if (sum.has(SiteSum::self_estimated) && sum.has(SiteSum::has_calls))
    out += ",\"self_estimated\":true";
  if (sum.has(SiteSum::at_least) && sum.level == FoldLevel::dormant)
    out += ",\"at_least\":true";
  out += '}';
}

class Renderer {
public:
  Renderer(const Sums &sums, const Names &names, std::uint32_t span) : names_(names) {
    rest_.site = kRest;
    std::tie(branch_, branches_end_) = sums.branches.of(span);
    for (auto [row, end] = sums.sites.of(span); row != end; ++row)
      take(*row);
    // A function with the rest's key comes last, when it is known whether there is a rest.
    const auto is_twin = [&](const Entry &entry) { return names_.text(entry.sum.site) == "other"; };
    std::sort(entries_.begin(), entries_.end(), [&](const Entry &a, const Entry &b) {
      if (is_twin(a) != is_twin(b))
        return is_twin(b);
      return a.sum.total_ns != b.sum.total_ns ? a.sum.total_ns > b.sum.total_ns
                                              : names_.text(a.sum.site) < names_.text(b.sum.site);
    });
  }

  std::string render(std::size_t max_sites, bool &has_rest) {
    has_rest = false;
    if (entries_.empty() && rest_.sites == 0)
      return {};
    std::string out = "{";
    std::size_t written = 0;
    for (const Entry &entry : entries_) {
      const std::string &key = names_.text(entry.sum.site);
      const bool fits =
          written < max_sites && out.size() + 2 * key.size() + entry.branches.size() + kFigureBytes < kMaxFoldedBytes;
      if (!fits || (key == "other" && rest_.sites != 0)) {
        has_rest = true;
        rest_.merge(entry.sum);
        rest_branches_ = add_saturating(rest_branches_, entry.branch_count);
        ++rest_.sites;
        continue;
      }
      put_entry(out, key, entry.sum, entry.branches);
      ++written;
    }
    if (rest_.sites != 0) {
      std::string branches;
      if (rest_branches_ != 0)
        put_number(branches, "branches", rest_branches_);
      put_entry(out, "other", rest_, branches);
    }
    return out + '}';
  }

private:
  struct Entry {
    SiteSum sum;
    std::string branches; // as JSON
    std::uint64_t branch_count = 0;
  };

  // Rows of branches are sorted as those of sites; each of their sites has a row.
  void take(const SiteSum &row) {
    Entry entry{row, {}, 0};
    for (; branch_ != branches_end_ && branch_->site <= row.site; ++branch_) {
      if (branch_->site != row.site || branch_->count == 0)
        continue;
      if (row.site != kRest)
        entry.branches += (entry.branches.empty() ? ",\"branches\":{" : ",") +
                          quoted_json(names_.text(branch_->branch)) + ':' + std::to_string(branch_->count);
      entry.branch_count = add_saturating(entry.branch_count, branch_->count);
    }
    if (!entry.branches.empty())
      entry.branches += '}';
    if (row.site == kRest) {
      rest_ = row;
      rest_.sites = std::max<std::uint64_t>(row.sites, 1);
      rest_branches_ = entry.branch_count;
      return;
    }
    if (row.has(SiteSum::has_calls) || row.has(SiteSum::has_changes) || !entry.branches.empty())
      entries_.push_back(std::move(entry));
  }

  const Names &names_;
  const BranchSum *branch_ = nullptr, *branches_end_ = nullptr;
  std::vector<Entry> entries_;
  SiteSum rest_;
  std::uint64_t rest_branches_ = 0;
};

} // namespace

void SiteSum::merge(const SiteSum &more) {
  calls = add_saturating(calls, more.calls);
  errors = add_saturating(errors, more.errors);
  total_ns = add_saturating(total_ns, more.total_ns);
  self_ns = add_saturating(self_ns, more.self_ns);
  max_ns = std::max(max_ns, more.max_ns);
  iterations = add_saturating(iterations, more.iterations);
  changes = add_saturating(changes, more.changes);
  sites = add_saturating(sites, more.sites);
  level = std::max(level, more.level);
  flags = static_cast<std::uint8_t>(flags | more.flags);
}

std::string render_folded(const Sums &sums, const Names &names, std::uint32_t span, bool &has_rest,
                          std::size_t max_sites) {
  return Renderer(sums, names, span).render(max_sites, has_rest);
}

} // namespace telinject::events::fold
