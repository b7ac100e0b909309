// A compiler's messages that were captured instead of shown: how they keep their colours, and how they are read.
#pragma once

#include <string>
#include <vector>

namespace telinject {

// What asks the compiler for the colours that it would give to this process's standard error; nothing where that is no
// terminal, or the user or the environment has decided on colours.
std::vector<std::string> color_arguments(const std::vector<std::string> &command);

// The text without escape sequences: colours, links.
std::string without_escapes(const std::string &text);

// The messages as lines "FILE:LINE:COLUMN: error: TEXT [-WNAME]": without colours and links, and told that way where
// they came as JSON or SARIF.
std::string plain_messages(const std::string &messages);

} // namespace telinject
