// What the launcher adds to a command, and where: so that a program that links has the runtime, above all.
#pragma once

#include <string>
#include <vector>

namespace telinject {

// The command with more words: at its end, or before a "--", behind which a compiler takes every word for an input.
std::vector<std::string> with_words(std::vector<std::string> command, const std::vector<std::string> &words);

// The command without a "--", which ccache writes before its input and no GCC takes, where nothing behind it looks like
// an option.
std::vector<std::string> without_separator(std::vector<std::string> command);

// The words that link the runtime; none where it is not there, or the program's run path cannot name its folder.
std::vector<std::string> runtime_link_words(bool static_link);

} // namespace telinject
