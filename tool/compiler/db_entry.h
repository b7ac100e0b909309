// Finds the compile command in an entry of a compilation database.
#pragma once

#include "tool/compiler/unit.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns the unit of the entry's file. Of several commands ("cd x && gcc …"), uses the one that compiles the file,
// with its folder and with response files expanded. Returns nothing if none compiles C or C++ (links, code generators,
// assemblers, preprocessing).
[[nodiscard]] std::optional<Unit> unit_of_shell_list(const std::string &list, const std::string &file,
                                                     const std::string &directory);
[[nodiscard]] std::optional<Unit> unit_of_command(std::vector<std::string> words, const std::string &file,
                                                  const std::string &directory);

} // namespace telinject::rewrite
