// Creates the temporary folders of one compile, with names that LD_PRELOAD accepts.
#pragma once

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns true if LD_PRELOAD can name the path: it separates names by spaces and colons, expands $ORIGIN, and has no
// quoting.
bool is_preloadable(const std::string &path);

std::vector<std::string> scratch_bases(); // TMPDIR, then system folders
std::vector<std::string> preload_bases(); // those that LD_PRELOAD can name

// Creates a folder in the first writable base; returns "" if there is none. A termination signal removes the folder.
[[nodiscard]] std::string make_scratch_folder(const std::vector<std::string> &bases);
void remove_scratch_folder(const std::string &folder);

} // namespace telinject::rewrite
