// Reads compile_commands.json.
#pragma once

#include "tool/compiler/shell_words.h"
#include "tool/compiler/unit.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject::rewrite {

// build: folder of compile_commands.json, or the file itself. Reports an error and returns nothing if it cannot be
// read. Counts entries that compile no C or C++ in `skipped`.
[[nodiscard]] std::optional<std::vector<Unit>> read_compile_db(const std::string &build, size_t *skipped = nullptr);

// Returns the output that the arguments name ("-o x", "-ox"); "" if they name none.
[[nodiscard]] std::string output_of(const std::vector<std::string> &arguments);

} // namespace telinject::rewrite
