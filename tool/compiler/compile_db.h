// Reads compile_commands.json.
#pragma once

#include "tool/base/result.h"
#include "tool/compiler/shell_words.h"
#include "tool/compiler/unit.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// build: folder of compile_commands.json, or the file itself. Counts entries that compile no C or C++ in `skipped`.
[[nodiscard]] Result<std::vector<Unit>> read_compile_db(const std::string &build, size_t *skipped = nullptr);

// Returns the output that the arguments name ("-o x", "-ox"); "" if they name none.
[[nodiscard]] std::string output_of(const std::vector<std::string> &arguments);

} // namespace telinject::rewrite
