// Expands response files (@FILE) like GCC and Clang.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

// Splits the text at white space. A backslash quotes the next character, also inside either kind of quotes.
std::vector<std::string> response_words(std::string_view text);

// Replaces each readable @FILE, except in the first word, by the words of the file. File names are relative to
// `directory`; unreadable names stay unchanged. Returns the original command if there are more files than GCC reads.
std::vector<std::string> expand_response_files(const std::vector<std::string> &command, const std::string &directory);

} // namespace telinject::rewrite
