// compile_commands.json: reading it, and finding it.
#pragma once

#include "tool/compiler/shell_words.h"
#include "tool/compiler/unit.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject {

// `build`: the folder that holds compile_commands.json, or the file itself.  Nothing, after an error was reported,
// where it cannot be read.  Entries that compile no C or C++ are passed over and counted.
std::optional<std::vector<Unit>> read_compile_db(const std::string &build, size_t *passed_over = nullptr);

// What a compile command's arguments say of its output ("-o x", "-ox"); "" where they do not.
std::string output_of(const std::vector<std::string> &arguments);

} // namespace telinject
