// Modifies link commands, so that a linked program has the runtime.
#pragma once

#include <string>
#include <vector>

namespace telinject::rewrite {

// Removes a "--", which ccache writes before its input and GCC rejects, if no option follows it.
std::vector<std::string> without_separator(std::vector<std::string> command);

// Returns the words that link the runtime; none if it is missing or a run path cannot name its folder.
std::vector<std::string> runtime_link_words(bool static_link);

// Returns the words that make the linker take the runtime from a static library that the command names.
std::vector<std::string> archive_link_words();

} // namespace telinject::rewrite
