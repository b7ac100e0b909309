// Finds and reads the files of aspects outside of the project: those of the user, of the system's libraries, and those
// that ship with telinject (docs/aspects.md).
#pragma once

#include "tool/config/config_file.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

struct InstalledAspects {
  std::vector<Aspect> aspects;
  std::vector<std::string> own_files; // read from folders of the user and the system, not from telinject's own
  std::vector<ConfigFault> faults;    // the first of each file that is left out
};

// Reads the files NAME.json of $XDG_CONFIG_HOME/telinject/aspects.d, /usr/local/share/telinject/aspects.d,
// /usr/share/telinject/aspects.d and telinject's own folder, in this order. A file replaces those of the same name in
// later folders. A faulty file is left out: the package of a library may have installed it for another telinject.
[[nodiscard]] InstalledAspects installed_aspects();

// Reads a file of aspects: one aspect, or a list of them. name: in messages.
void read_aspect_file(const std::string &text, const std::string &name, std::vector<Aspect> &aspects,
                      std::vector<ConfigFault> &faults);

} // namespace telinject::rewrite
