// The ledger: every candidate site, instrumented or skipped with its reason, for a person and for programs.
#pragma once

#include "matchers/site.h"

#include <map>
#include <string>
#include <vector>

namespace telinject {

struct Counts {
  size_t found = 0, instrumented = 0;
};

struct Totals {
  std::map<std::string, Counts> constructs; // every construct that there is, "functions", …
  std::map<std::string, size_t> skipped;    // by reason

  size_t instrumented() const;
  size_t skipped_in_all() const;
};

Totals count(const std::vector<Site> &sites);

// root: paths are told relative to it.
std::string ledger_text(const std::vector<Site> &sites, const std::string &root);
std::string ledger_json(const std::vector<Site> &sites, const std::string &root);

// One unit's line of `telinject cc --ledger`, without the newline.  reason: why nothing of the unit was instrumented,
// or "".  error: the compiler's first about the rewritten text, or "".
std::string unit_line(const std::string &unit, const Totals &totals, bool fallback, const std::string &reason,
                      const std::string &error, double milliseconds);

} // namespace telinject
