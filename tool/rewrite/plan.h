// Merges the sites of all units into one set of edits per file and produces the rewritten texts.
#pragma once

#include "tool/compiler/unit.h"
#include "tool/config/options.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace telinject::rewrite {

struct FilePlan {
  std::string on_disk;  // current contents
  std::string original; // contents without insertions; edit offsets refer to this text
  std::string rewritten;
  bool needs_forced_include = false; // no line for the #include: the command line must include the macros
};

// Identifies a site across units and runs.
struct SiteKey {
  std::string file;
  unsigned offset = 0;
  std::string construct;
  auto operator<=>(const SiteKey &) const = default;
};

struct Plan {
  std::map<std::string, FilePlan> files; // by real path; every file with a site
  std::vector<Site> sites;               // all candidates, sorted by file and offset
  std::vector<Site> helpers;             // guards and split bodies inserted for those candidates
};

enum class IncludeFallback { restart_numbering, force_by_command_line };

class PlanBuilder {
public:
  PlanBuilder(const Options &options, std::string root) : options_(options), root_(std::move(root)) {}

  // brings_header: the unit's command includes the macros' header, as in an out tree.
  void add(const UnitResult &result, bool brings_header = false);
  // Skips a site for the given reason.
  void drop(const SiteKey &key, const std::string &reason);
  Plan finish(IncludeFallback fallback);

private:
  void merge_languages();
  void insert_include(FilePlan &planned, const std::string &file, std::vector<Edit> &edits,
                      IncludeFallback fallback) const;
  void plan_file(Plan &plan, const std::string &file, const std::vector<Site *> &sites, IncludeFallback fallback) const;

  const Options &options_;
  std::string root_;
  // Sites seen by C units and by C++ units; the two may need different texts at the same offset.
  std::map<SiteKey, Site> sites_, cxx_sites_;
  std::map<std::string, std::vector<TextRange>> declarations_;
  // Files read by units whose command includes the header, and by units whose command does not.
  std::set<std::string> with_header_, without_header_;
};

// Returns the text with the edits applied.
std::string apply_edits(const std::string &text, std::vector<Edit> edits);

} // namespace telinject::rewrite
