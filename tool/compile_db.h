// compile_commands.json: reading it, and finding it.
#pragma once

#include "unit.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject {

// Splits a command line as a POSIX shell does (quotes and backslashes; nothing is expanded).
std::vector<std::string> split_command(const std::string &command);

// `build`: the folder that holds compile_commands.json, or the file itself.  Nothing, after an error was reported,
// where it cannot be read.
std::optional<std::vector<Unit>> read_compile_db(const std::string &build);

// What a compile command's arguments say of its output ("-o x", "-ox"); "" where they do not.
std::string output_of(const std::vector<std::string> &arguments);

} // namespace telinject
