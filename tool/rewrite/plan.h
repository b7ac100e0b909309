// All edits of a run, file by file: sites of many units merged, conflicts turned into skips, each text made once.
#pragma once

#include "tool/compiler/unit.h"
#include "tool/config/options.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace telinject {

struct FilePlan {
  std::string on_disk;  // the bytes that are there
  std::string original; // those without insertions; what the edits' offsets count in
  std::string rewritten;
  bool needs_forced_include = false; // no line to spare for the #include: the command line must bring the macros in
};

// What makes a site the same one in every unit and every run.
struct SiteKey {
  std::string file;
  unsigned offset = 0;
  std::string construct;
  auto operator<=>(const SiteKey &) const = default;
};

struct Plan {
  std::map<std::string, FilePlan> files; // by real path; every file that has a site
  std::vector<Site> sites;               // every candidate, once, in order of file and place
  std::vector<Site> helpers;             // guards and bodies that are inserted for the sake of those
};

enum class NoLineForInclude { restart_numbering, force_by_command_line };

class PlanBuilder {
public:
  PlanBuilder(const Options &options, std::string root) : options_(options), root_(std::move(root)) {}

  // brings_header: the unit's command includes the macros' header by itself, as those of an out tree may.
  void add(const UnitResult &result, bool brings_header = false);
  // A site that must not be rewritten after all, and why.
  void drop(const SiteKey &key, const std::string &reason);
  Plan finish(NoLineForInclude way);

private:
  void merge_languages();
  void place_include(FilePlan &planned, const std::string &file, std::vector<Edit> &edits, NoLineForInclude way) const;
  void plan_file(Plan &plan, const std::string &file, const std::vector<Site *> &sites, NoLineForInclude way) const;

  const Options &options_;
  std::string root_;
  // What is seen by units of C, and by those of C++: the two may want different texts at the same place.
  std::map<SiteKey, Site> sites_, cxx_sites_;
  std::map<std::string, std::vector<TextRange>> declarations_;
  // Files that are read by units whose command brings the header, and by units whose command does not.
  std::set<std::string> with_header_, without_header_;
};

// The text with the edits in it.
std::string apply_edits(const std::string &text, std::vector<Edit> edits);

} // namespace telinject
