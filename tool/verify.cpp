#include "verify.h"

#include "culprits.h"
#include "parse.h"
#include "workers.h"

#include <algorithm>

namespace telinject {
namespace {

constexpr int kMostRounds = 5;

unsigned line_count(const std::string &text) {
  return static_cast<unsigned>(std::count(text.begin(), text.end(), '\n'));
}

// Lines are counted in the rewritten text, which may have some more at its top.
void count_as_original(const Plan &plan, std::vector<MessagePlace> &places) {
  for (MessagePlace &place : places) {
    const auto found = plan.files.find(place.file);
    if (found == plan.files.end())
      continue;
    const unsigned added = line_count(found->second.rewritten) - line_count(found->second.original);
    place.line -= std::min(added, place.line);
  }
}

bool is_rewritten(const Plan &plan, const std::string &file) {
  const auto found = plan.files.find(file);
  return found != plan.files.end() && found->second.rewritten != found->second.original;
}

void add_all_of(const Plan &plan, const std::vector<std::string> &files, std::vector<SiteKey> &sites) {
  for (const Site &site : plan.sites)
    if (site.instrumented() && std::find(files.begin(), files.end(), site.file) != files.end())
      sites.push_back({site.file, site.offset, site.construct});
}

} // namespace

std::vector<SiteKey> broken_sites(const Plan &plan, const std::string &root, const std::vector<VerifiedUnit> &units,
                                  unsigned jobs) {
  std::vector<const VerifiedUnit *> touched;
  for (const VerifiedUnit &one : units)
    if (std::any_of(one.files.begin(), one.files.end(),
                    [&](const std::string &file) { return is_rewritten(plan, file); }))
      touched.push_back(&one);
  std::vector<SiteKey> broken;
  const auto text_of = [&](const std::string &file) -> std::optional<std::string> {
    const auto found = plan.files.find(file);
    return found == plan.files.end() ? std::nullopt : std::optional(found->second.rewritten);
  };
  run_in_workers(
      touched.size(), jobs, [&](size_t i) { return complaints_of(touched[i]->unit, root, touched[i]->more, text_of); },
      [&](size_t i, const std::string &complaints) {
        if (complaints.empty())
          return;
        ComplaintPlaces places = places_of_errors(complaints);
        count_as_original(plan, places.errors);
        count_as_original(plan, places.explanations);
        const std::vector<SiteKey> found = culprits(plan, touched[i]->unit.directory, places);
        broken.insert(broken.end(), found.begin(), found.end());
        if (found.empty())
          add_all_of(plan, touched[i]->files, broken);
      });
  return broken;
}

void verify(const Plan &plan, const std::string &root, const std::vector<VerifiedUnit> &units, unsigned jobs,
            const std::function<void(const std::vector<SiteKey> &broken)> &give_up) {
  for (int round = 0; round < kMostRounds; ++round) {
    const std::vector<SiteKey> broken = broken_sites(plan, root, units, jobs);
    if (broken.empty())
      return;
    give_up(broken);
  }
}

} // namespace telinject
