// Formats the ledger: every candidate site, instrumented or skipped with its reason, as text or JSON.
#pragma once

#include "matchers/aspect.h"
#include "matchers/site.h"

#include <map>
#include <string>
#include <vector>

namespace telinject::rewrite {

struct Counts {
  size_t found = 0, instrumented = 0;
};

struct Totals {
  std::map<std::string, Counts> constructs; // all constructs by plural name ("functions", …)
  std::map<std::string, size_t> skipped;    // by reason

  size_t instrumented() const;
  size_t skipped_in_all() const;
};

Totals count(const std::vector<Site> &sites);

// root: base of displayed paths.
std::string ledger_text(const std::vector<Site> &sites, const std::string &root);
std::string ledger_json(const std::vector<Site> &sites, const std::string &root);

// Returns the sites of that line, each call with the aspects that describe its function. file: real path.
std::string explanation(const std::vector<Site> &sites, const std::vector<Aspect> &aspects, const std::string &file,
                        unsigned line, const std::string &root);

// Returns "sqlite3 database record sqlite3_exec".
std::string aspect_text(const Aspect &aspect);

// Returns one unit's line of `telinject cc --ledger`, without the newline. reason: why nothing was instrumented, or "".
// error: the compiler's first error about the rewritten text, or "".
std::string unit_line(const std::string &unit, const Totals &totals, bool fallback, const std::string &reason,
                      const std::string &error, double milliseconds);

} // namespace telinject::rewrite
