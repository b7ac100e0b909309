// What parses yielded, kept in a folder from one run to the next (--cache DIR).
//
// An entry is found by the unit's command and folder, the options, the environment's include paths and the tool itself;
// it counts as long as every file that the parse read is what it was.  A header that is new, and comes before one that
// was read, goes unnoticed, as it does with ccache: clear the folder then.  One entry a unit and set of options,
// replaced when it is out of date; the folder may be deleted at any time.
#pragma once

#include "matchers/construct_options.h"
#include "tool/compiler/unit.h"

#include <optional>
#include <string>

namespace telinject {

class UnitCache {
public:
  // folder: "" keeps nothing.
  UnitCache(std::string folder, const std::string &root, const ConstructOptions &options);

  std::optional<UnitResult> find(const Unit &unit) const;
  // Not where the unit did not parse.  "" when done, else why it could not be kept.
  std::string keep(const Unit &unit, const UnitResult &result) const;

private:
  std::string entry_of(const Unit &unit) const;

  std::string folder_, root_;
  std::string common_; // what all entries of this run have in common
};

} // namespace telinject
