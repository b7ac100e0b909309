// Reads compiler messages that were captured instead of displayed, and preserves their colours.
#pragma once

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns the options that make the compiler use colours as if its stderr were this process's. Returns none if that is
// no terminal, or the user or environment has chosen.
std::vector<std::string> color_arguments(const std::vector<std::string> &command);

// Removes escape sequences (colours, links).
std::string without_escapes(const std::string &text);

// Returns the messages as lines "FILE:LINE:COLUMN: error: TEXT [-WNAME]", without colours and links. Converts JSON and
// SARIF to this form.
std::string plain_messages(const std::string &messages);

} // namespace telinject::rewrite
