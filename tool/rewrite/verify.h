// Parses rewritten units again, to find broken edits before the compiler does.
#pragma once

#include "tool/compiler/unit.h"
#include "tool/rewrite/plan.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace telinject::rewrite {

// A unit to verify. extra_arguments: options added to its command (the macros' header, an -include).
struct VerifiedUnit {
  const Unit &unit;
  std::vector<std::string> files; // project files that the unit reads
  std::vector<std::string> extra_arguments;
};

// A file whose sites all had to be dropped; it stays unmodified.
struct AbandonedFile {
  std::string file;
  std::string error; // Clang's first error, "real path:line:column: error: …"
};

struct VerifyResult {
  std::string first_error; // "" if no site had to be dropped
  std::vector<AbandonedFile> abandoned;
};

// Repeats until every unit that reads a rewritten file parses. Each round drops at least one site of each failing unit:
// first the sites that the errors point at, then the enclosing functions, then whole files, finally all files of the
// unit. A unit whose worker process dies counts as failing. give_up: replans without these sites.
VerifyResult verify(const Plan &plan, const std::string &root, const std::vector<VerifiedUnit> &units, unsigned jobs,
                    const std::function<void(const std::vector<SiteKey> &broken)> &give_up);

} // namespace telinject::rewrite
