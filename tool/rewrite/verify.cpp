// Finds broken sites in rounds of increasing extent.
#include "tool/rewrite/verify.h"

#include "tool/base/workers.h"
#include "tool/parse/parse.h"
#include "tool/rewrite/failing_sites.h"

#include <algorithm>
#include <set>

namespace telinject::rewrite {
namespace {

// Number of rounds that drop sites, functions and files; later rounds drop all files of a unit.
constexpr unsigned kSiteRounds = 4, kFunctionRounds = 4, kFileRounds = 3;
// Maximum number of errors in the first round, multiplied by four in each later round. The first errors are the most
// reliable, since others may be consequences; the growth bounds the number of rounds.
constexpr unsigned kFirstErrors = 20, kMaxErrors = 20000;

unsigned line_count(const std::string &text) {
  return static_cast<unsigned>(std::count(text.begin(), text.end(), '\n'));
}

// Converts line numbers of the rewritten text, which may have additional lines at the top.
void map_to_original_lines(const Plan &plan, std::vector<MessageLocation> &locations) {
  std::map<std::string, unsigned> added_lines;
  for (MessageLocation &location : locations) {
    const auto found = plan.files.find(location.file);
    if (found == plan.files.end())
      continue;
    const auto [added, fresh] = added_lines.try_emplace(location.file);
    if (fresh)
      added->second = line_count(found->second.rewritten) - line_count(found->second.original);
    location.line -= std::min(added->second, location.line);
  }
}

class Verification {
public:
  Verification(const Plan &plan, const std::string &root, const std::vector<VerifiedUnit> &units, unsigned jobs)
      : plan_(plan), root_(root), units_(units), jobs_(jobs) {
    for (size_t i = 0; i < units.size(); ++i)
      unverified_.insert(i);
  }

  // Returns the sites to drop in this round; empty if all units parse.
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
          if (answer == kParses)
            return;
          unverified_.insert(touched[i]);
          add_failing_sites(units_[touched[i]], answer, broken);
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
  static constexpr const char *kParses = "good";

  bool is_rewritten(const std::string &file) const {
    const auto found = plan_.files.find(file);
    return found != plan_.files.end() && found->second.rewritten != found->second.original;
  }

  // Returns kParses or the errors; "" means that the worker died.
  std::string parse(const VerifiedUnit &unit) const {
    std::vector<std::string> extra_arguments = unit.extra_arguments;
    unsigned errors = kFirstErrors;
    for (unsigned i = 0; i < round_ && errors < kMaxErrors; ++i)
      errors *= 4;
    extra_arguments.insert(extra_arguments.end(), {"-ferror-limit=" + std::to_string(std::min(errors, kMaxErrors)),
                                                   "-Wno-fatal-errors", "-fno-spell-checking"});
    const std::string messages =
        parse_errors(unit.unit, root_, extra_arguments, [&](const std::string &file) -> std::optional<std::string> {
          const auto found = plan_.files.find(file);
          return found == plan_.files.end() ? std::nullopt : std::optional(found->second.rewritten);
        });
    return messages.empty() ? kParses : messages;
  }

  void add_failing_sites(const VerifiedUnit &unit, const std::string &messages, std::set<SiteKey> &broken) {
    const std::string error = messages.empty() ? "the process that parsed it crashed" : first_error(messages);
    if (first_error_.empty())
      first_error_ = error;
    ErrorLocations locations = error_locations(messages);
    map_to_original_lines(plan_, locations.errors);
    map_to_original_lines(plan_, locations.explanations);
    const FailingExtent extent = round_ < kSiteRounds ? FailingExtent::site : FailingExtent::function;
    const std::vector<SiteKey> found = failing_sites(plan_, unit.unit.directory, locations, extent);
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

  // Units must be parsed again if one of their files changes.
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
  std::map<std::string, std::string> errors_; // by file: the error for which its sites were first dropped
};

} // namespace

VerifyResult verify(const Plan &plan, const std::string &root, const std::vector<VerifiedUnit> &units, unsigned jobs,
                    const std::function<void(const std::vector<SiteKey> &broken)> &give_up) {
  Verification verification(plan, root, units, jobs);
  for (std::vector<SiteKey> broken; !(broken = verification.find_broken()).empty();)
    give_up(broken);
  return verification.result();
}

} // namespace telinject::rewrite
