// Parses one unit with Clang and asks the constructs for its sites.  The only place where the tool knows Clang.
#pragma once

#include "matchers/construct_options.h"
#include "tool/compiler/unit.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace telinject {

// root: the project's root, a real path.  Reads files as they are without telinject's insertions, so that rewriting a
// rewritten file is rewriting the original.  May end the process on input that breaks the parser: callers run it in a
// worker process.  note_inputs: result.inputs is wanted.
UnitResult parse_unit(const Unit &unit, const std::string &root, const ConstructOptions &options, bool note_inputs);

// A file's text as the parse sees it: without insertions where it is the project's.  Nothing where it cannot be read.
std::optional<std::string> original_text(const std::string &real_path, const std::string &root);

// What Clang complains of in the unit where files have the text that text_of gives, and its command `more`: a line an
// error or note, "real path:line:column: error: …"; "" where there is no error.  Bodies of functions outside the
// project are not looked at.
std::string complaints_of(const Unit &unit, const std::string &root, const std::vector<std::string> &more,
                          const std::function<std::optional<std::string>(const std::string &real_path)> &text_of);

} // namespace telinject
