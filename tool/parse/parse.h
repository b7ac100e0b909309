// Parses one unit with Clang and runs the constructs on it. Only this room of the tool uses Clang.
#pragma once

#include "matchers/construct_options.h"
#include "tool/compiler/unit.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace telinject::rewrite {

// root: real path of the project's root. Strips insertions from the project's files before parsing, so that rewriting
// is idempotent. May crash on input that breaks the parser: call it in a worker process. note_inputs: fill
// result.inputs.
UnitResult parse_unit(const Unit &unit, const std::string &root, const ConstructOptions &options, bool note_inputs);

// Returns a file's text as the parser sees it: without insertions if it is in the project. Returns nothing if it cannot
// be read.
[[nodiscard]] std::optional<std::string> original_text(const std::string &real_path, const std::string &root);

// Parses the unit with the texts of text_of and `extra_arguments`. Returns one line per error or note, "real
// path:line:column: error: …"; "" if there is no error. Skips function bodies outside the project.
std::string parse_errors(const Unit &unit, const std::string &root, const std::vector<std::string> &extra_arguments,
                         const std::function<std::optional<std::string>(const std::string &real_path)> &text_of);

} // namespace telinject::rewrite
