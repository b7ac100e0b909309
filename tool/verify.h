// Parses rewritten units once more: what an edit broke is found before anybody compiles it.
#pragma once

#include "plan.h"
#include "unit.h"

#include <functional>
#include <string>
#include <vector>

namespace telinject {

// A unit to be verified.  `more`: what its command gets besides (the macros' header, an -include).
struct VerifiedUnit {
  const Unit &unit;
  std::vector<std::string> files; // project files that it reads
  std::vector<std::string> more;
};

// The sites to give up so that the plan's texts parse: those that the errors point at; where they point at none, all of
// the unit's.  Empty where every unit parses.  Each unit is parsed in a worker process, `jobs` at a time; one that dies
// breaks nothing: the compiler judges.
std::vector<SiteKey> broken_sites(const Plan &plan, const std::string &root, const std::vector<VerifiedUnit> &units,
                                  unsigned jobs);

// Verifies until all is well, or for so many rounds that what is left is the compiler's to judge.  give_up: makes the
// plan anew without these sites.
void verify(const Plan &plan, const std::string &root, const std::vector<VerifiedUnit> &units, unsigned jobs,
            const std::function<void(const std::vector<SiteKey> &broken)> &give_up);

} // namespace telinject
