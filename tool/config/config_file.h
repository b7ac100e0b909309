// .telinject.json: finding it, reading it, and saying what is wrong with it.  docs/configuration.md tells what may
// stand in it; telinject.schema.json.in says the same as a JSON Schema, and a test holds the two to each other.
#pragma once

#include "tool/config/options.h"

#include <string>
#include <vector>

namespace telinject {

inline constexpr size_t kLargestConfig = size_t{1} << 20;

struct ConfigFault {
  std::string where; // "FILE:LINE:COL"
  std::string what;  // "what happened; what to do"
};

// Reads the text of a file.  `name` is how messages call it; aspects named in it are found from `folder`.  What was
// wrong is added to `faults`; then what is returned is not to be used.
Settings read_config(const std::string &text, const std::string &name, const std::string &folder,
                     std::vector<ConfigFault> &faults);

// Completes the options: what options.config names, or else the nearest .telinject.json above one of the folders (the
// first that has one), and over it what the command line said; options.config_files names what was read then.  False,
// after errors were reported, where the file cannot be used.
bool complete(Options &options, const std::vector<std::string> &folders);

} // namespace telinject
