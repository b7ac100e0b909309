// One entry of a compilation database: which of its commands compiles the file.
#pragma once

#include "tool/compiler/unit.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject {

// The unit of the entry's file: of several commands ("cd x && gcc …"), the one that compiles it, with the folder it
// runs in and its response files expanded.  Nothing if none compiles C or C++: links, code generators, assemblers,
// preprocessing only.
std::optional<Unit> unit_of_shell_list(const std::string &list, const std::string &file, const std::string &directory);
std::optional<Unit> unit_of_command(std::vector<std::string> words, const std::string &file,
                                    const std::string &directory);

} // namespace telinject
