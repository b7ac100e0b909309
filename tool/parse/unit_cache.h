// Caches parse results between runs (--cache DIR).
//
// The key consists of the unit's command and folder, the options, the include path variables and the tool itself. An
// entry is valid while all files that were read are unchanged. A new header that would now be found first goes
// unnoticed, as with ccache: clear the folder then. There is one entry per unit and set of options, replaced when
// outdated; the folder may be deleted at any time.
#pragma once

#include "matchers/construct_options.h"
#include "tool/base/result.h"
#include "tool/compiler/unit.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace telinject::rewrite {

class UnitCache {
public:
  // folder: "" disables the cache.
  UnitCache(std::string folder, const std::string &root, const ConstructOptions &options);

  [[nodiscard]] std::optional<UnitResult> find(const Unit &unit) const;
  // Stores the result, unless the unit did not parse.
  Result<void> store(const Unit &unit, const UnitResult &result) const;

private:
  std::string entry_of(const Unit &unit) const;

  // Returns "" for a file that cannot be read. Reads each file once, as many units share headers.
  const std::string &hash_of(const std::string &file) const;

  std::string folder_, root_;
  std::string common_;                                          // part of the key that all units share
  mutable std::unordered_map<std::string, std::string> hashes_; // of texts without insertions, by file
};

} // namespace telinject::rewrite
