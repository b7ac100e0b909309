// Answers without a parse whether a unit may read a file that the user has selected.
#pragma once

#include "tool/compiler/unit.h"

#include <functional>
#include <string>

namespace telinject::rewrite {

// Returns true only if it is certain that the unit reads no file of the project that `selects` accepts (by its path
// below the root), and none with insertions: follows the names in all #include directives, whatever conditions they are
// under, through all folders that the command names. On any doubt, as for an include by a macro or an option that
// moves the search, returns false. The compiler's own headers are assumed to include no file of the project, unless a
// folder of the search has a file or folder with the name of one of theirs.
bool reads_no_selected_file(const Unit &unit, const std::string &root,
                            const std::function<bool(const std::string &path)> &selects);

} // namespace telinject::rewrite
