// Parses rewritten units once more: what an edit broke is found before anybody compiles it.
#pragma once

#include "tool/compiler/unit.h"
#include "tool/rewrite/plan.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace telinject {

// A unit to be verified.  `more`: what its command gets besides (the macros' header, an -include).
struct VerifiedUnit {
  const Unit &unit;
  std::vector<std::string> files; // project files that it reads
  std::vector<std::string> more;
};

// A file of which every site had to be given up, so that it stays as it was.
struct AbandonedFile {
  std::string file;
  std::string error; // Clang's first, "real path:line:column: error: …"
};

struct VerifyResult {
  std::string first_error; // "" where nothing had to be given up
  std::vector<AbandonedFile> abandoned;
};

// Parses until every unit that reads a rewritten file parses.  Each round gives up at least one site of each unit that
// does not parse: in the first rounds those that the errors point at, then the functions around them, then all of the
// files, at last all that the unit reads.  A unit whose worker process dies does not parse.
// give_up: makes the plan anew without these sites too.
VerifyResult verify(const Plan &plan, const std::string &root, const std::vector<VerifiedUnit> &units, unsigned jobs,
                    const std::function<void(const std::vector<SiteKey> &broken)> &give_up);

} // namespace telinject
