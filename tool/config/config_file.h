// Finds, reads and validates .telinject.json. docs/configuration.md documents the keys; telinject.schema.json.in
// describes them as a JSON Schema, and a test compares the two.
#pragma once

#include "tool/base/result.h"
#include "tool/config/options.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

inline constexpr size_t kMaxConfigSize = size_t{1} << 20;

struct ConfigFault {
  std::string where;   // "FILE:LINE:COL"
  std::string message; // "what happened; what to do"
};

// Parses the text of a file. name: file name in messages. folder: base of relative aspect files. Appends errors to
// `faults`; if there are any, the result must not be used.
Settings read_config(const std::string &text, const std::string &name, const std::string &folder,
                     std::vector<ConfigFault> &faults);

// Completes the options: reads options.config, or else the nearest .telinject.json above the first folder that has one,
// then applies the profile, the file and the command line, in this order. The aspects are those of the
// file, then the installed ones (aspect_files.h). Sets options.config_files. Fails if the file cannot be used.
[[nodiscard]] Result<void> complete_options(Options &options, const std::vector<std::string> &folders);

} // namespace telinject::rewrite
