// Whether enough was instrumented: the warning where nothing was, with the reason, and the error of --require.
#pragma once

#include "tool/compiler/compiler_args.h"
#include "tool/rewrite/ledger.h"

#include <string>
#include <vector>

namespace telinject {

// What a run over a compilation database yielded.
struct RunCoverage {
  std::string build; // as -p names it
  std::string root;
  size_t units = 0;
  size_t failed_units = 0;    // that did not parse; an error has been reported for each
  bool reads_project = false; // some unit reads a file below the root
  Totals totals;
};

// What `telinject cc` made of one unit that the compiler has compiled.
struct UnitCoverage {
  std::string file;
  std::string reason; // why it was left alone as a whole, as in its ledger line, or ""
  std::string root;
  bool reads_project = true; // it reads a file below the root
  bool reported = false;     // there has been a warning about it
  Totals totals;
};

// Each reports at most one line: an error and false where less than `required` percent of the candidates were
// instrumented; else a warning where nothing was.  Of a single unit there is no warning where nothing was to be
// expected: no candidate, all of them deselected by the user, a test of configure's.
bool report_coverage(const RunCoverage &run, unsigned required);
bool report_coverage(const UnitCoverage &unit, unsigned required);

// "reason N, reason N", the most frequent first.
std::string reasons_text(const std::map<std::string, size_t> &skipped);

// Removes what the command made, so that no build goes on with it.
void remove_outputs(const std::vector<std::string> &command, const CommandFacts &facts);

} // namespace telinject
