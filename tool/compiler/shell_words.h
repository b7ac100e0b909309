// Splits command lines of a POSIX shell into words and simple commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

// Splits a command line like a POSIX shell (quotes and backslashes), without expansion.
std::vector<std::string> split_command(const std::string &command);

// Returns the simple commands of "cd x && gcc -c a.c 2>log; true", without operators and redirections. Only a separate
// unquoted operator, or a ';' at the end of a word, counts: some build systems write arguments with such characters
// unquoted.
std::vector<std::vector<std::string>> split_shell_list(const std::string &list);

// Returns true for a word that sets a variable of the environment: NAME=VALUE.
bool is_assignment(std::string_view word);

} // namespace telinject::rewrite
