// Finds the names that a text may include, without a preprocessor: a superset, as conditions are not evaluated.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

struct IncludedName {
  std::string name;
  bool is_quoted = false; // "name" and not <name>
};

// Returns the names of all directives that may include a file, also those in comments and in text that is not
// compiled. Returns nothing if the text may include a file that it does not name: by a macro or a digraph.
std::optional<std::vector<IncludedName>> included_names(std::string_view text);

} // namespace telinject::rewrite
