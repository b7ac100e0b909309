// Response files (@FILE), read as GCC and Clang read them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject {

// The words of a response file.  Whitespace separates them; a backslash takes the next character as it is, also in
// quotes of either kind.
std::vector<std::string> response_words(std::string_view text);

// The command with each readable @FILE, but for the first word, replaced by the words in it.  Names in a response file
// are relative to `directory`, like those of the command.  A name that cannot be read stays as it is.  The command
// itself if there are more files than GCC reads.
std::vector<std::string> expand_response_files(const std::vector<std::string> &command, const std::string &directory);

} // namespace telinject
