#include "tool/rewrite/verify.h"

#include "tool/base/workers.h"
#include "tool/parse/parse.h"
#include "tool/rewrite/culprits.h"

#include <algorithm>
#include <set>

namespace telinject {
namespace {

// So many rounds give up sites, then so many give up functions, then so many give up files; later ones, whole units.
constexpr unsigned kSiteRounds = 4, kFunctionRounds = 4, kFileRounds = 3;
// Errors asked for in the first round; each later one asks for four times as many.  The first errors are the surest:
// what follows them may only be their consequence.  And a file of many broken functions takes few rounds all the same.
constexpr unsigned kFirstErrors = 20, kMaxErrors = 20000;

unsigned line_count(const std::string &text) {
  return static_cast<unsigned>(std::count(text.begin(), text.end(), '\n'));
}

// Lines are counted in the rewritten text, which may have some more at its top.
void count_as_original(const Plan &plan, std::vector<MessagePlace> &places) {
  std::map<std::string, unsigned> added_lines;
  for (MessagePlace &place : places) {
    const auto found = plan.files.find(place.file);
    if (found == plan.files.end())
      continue;
    const auto [added, fresh] = added_lines.try_emplace(place.file);
    if (fresh)
      added->second = line_count(found->second.rewritten) - line_count(found->second.original);
    place.line -= std::min(added->second, place.line);
  }
}

class Verification {
public:
  Verification(const Plan &plan, const std::string &root, const std::vector<VerifiedUnit> &units, unsigned jobs)
      : plan_(plan), root_(root), units_(units), jobs_(jobs) {
    for (size_t i = 0; i < units.size(); ++i)
      unverified_.insert(i);
  }

  // The sites to give up so that more of the plan's texts parse; empty where all do.
  std::vector<SiteKey> find_broken() {
    std::vector<size_t> touched;
    for (size_t i : unverified_)
      if (std::any_of(units_[i].files.begin(), units_[i].files.end(),
                      [&](const std::string &file) { return is_rewritten(file); }))
        touched.push_back(i);
    unverified_.clear();
    std::set<SiteKey> broken;
    run_in_workers(
        touched.size(), jobs_, [&](size_t i) { return parse(units_[touched[i]]); },
        [&](size_t i, const std::string &answer) {
          if (answer == kGood)
            return;
          unverified_.insert(touched[i]);
          add_culprits(units_[touched[i]], answer, broken);
        });
    note_changed(broken);
    ++round_;
    return {broken.begin(), broken.end()};
  }

  VerifyResult result() const {
    VerifyResult result{first_error_, {}};
    for (const auto &[file, error] : errors_)
      if (!is_rewritten(file))
        result.abandoned.push_back({file, error});
    return result;
  }

private:
  static constexpr const char *kGood = "good";

  bool is_rewritten(const std::string &file) const {
    const auto found = plan_.files.find(file);
    return found != plan_.files.end() && found->second.rewritten != found->second.original;
  }

  // kGood, or the complaints; "" comes from a worker that died.
  std::string parse(const VerifiedUnit &unit) const {
    std::vector<std::string> more = unit.more;
    unsigned errors = kFirstErrors;
    for (unsigned i = 0; i < round_ && errors < kMaxErrors; ++i)
      errors *= 4;
    more.insert(more.end(), {"-ferror-limit=" + std::to_string(std::min(errors, kMaxErrors)), "-Wno-fatal-errors",
                             "-fno-spell-checking"});
    const std::string complaints =
        complaints_of(unit.unit, root_, more, [&](const std::string &file) -> std::optional<std::string> {
          const auto found = plan_.files.find(file);
          return found == plan_.files.end() ? std::nullopt : std::optional(found->second.rewritten);
        });
    return complaints.empty() ? kGood : complaints;
  }

  void add_culprits(const VerifiedUnit &unit, const std::string &complaints, std::set<SiteKey> &broken) {
    const std::string error =
        complaints.empty() ? "the process that parsed it ended before it was done" : first_error(complaints);
    if (first_error_.empty())
      first_error_ = error;
    ComplaintPlaces places = places_of_errors(complaints);
    count_as_original(plan_, places.errors);
    count_as_original(plan_, places.explanations);
    const CulpritExtent extent = round_ < kSiteRounds ? CulpritExtent::site : CulpritExtent::function;
    const std::vector<SiteKey> found = culprits(plan_, unit.unit.directory, places, extent);
    std::set<std::string> files;
    for (const SiteKey &key : found)
      files.insert(key.file);
    if (files.empty() || round_ >= kSiteRounds + kFunctionRounds + kFileRounds)
      files.insert(unit.files.begin(), unit.files.end());
    for (const std::string &file : files)
      if (is_rewritten(file))
        errors_.emplace(file, error);
    if (found.empty() || round_ >= kSiteRounds + kFunctionRounds)
      add_all_of(files, broken);
    else
      broken.insert(found.begin(), found.end());
  }

  void add_all_of(const std::set<std::string> &files, std::set<SiteKey> &broken) const {
    for (const auto *sites : {&plan_.sites, &plan_.helpers})
      for (const Site &site : *sites)
        if (site.instrumented() && files.count(site.file))
          broken.insert({site.file, site.offset, site.construct});
  }

  // What parsed has to be parsed again where one of its files changes.
  void note_changed(const std::set<SiteKey> &broken) {
    std::set<std::string> changed;
    for (const SiteKey &key : broken)
      changed.insert(key.file);
    for (size_t i = 0; i < units_.size(); ++i)
      if (std::any_of(units_[i].files.begin(), units_[i].files.end(),
                      [&](const std::string &file) { return changed.count(file) > 0; }))
        unverified_.insert(i);
  }

  const Plan &plan_;
  const std::string &root_;
  const std::vector<VerifiedUnit> &units_;
  const unsigned jobs_;
  unsigned round_ = 0;
  std::set<size_t> unverified_;
  std::string first_error_;
  std::map<std::string, std::string> errors_; // for which sites of a file were given up first, by file
};

} // namespace

VerifyResult verify(const Plan &plan, const std::string &root, const std::vector<VerifiedUnit> &units, unsigned jobs,
                    const std::function<void(const std::vector<SiteKey> &broken)> &give_up) {
  Verification verification(plan, root, units, jobs);
  for (std::vector<SiteKey> broken; !(broken = verification.find_broken()).empty();)
    give_up(broken);
  return verification.result();
}

} // namespace telinject
