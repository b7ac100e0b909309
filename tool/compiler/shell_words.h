// Command lines of a POSIX shell: words, and the simple commands of a list.
#pragma once

#include <string>
#include <vector>

namespace telinject {

// Splits a command line as a POSIX shell does (quotes and backslashes; nothing is expanded).
std::vector<std::string> split_command(const std::string &command);

// The simple commands of "cd x && gcc -c a.c 2>log; true": without operators and redirections.  Only an unquoted
// operator that stands alone, or a ';' at the end of a word, is one: some build systems write arguments that hold such
// characters without quotes.
std::vector<std::vector<std::string>> split_shell_list(const std::string &list);

} // namespace telinject
