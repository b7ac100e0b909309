// The scratch folders of one compile, and what LD_PRELOAD can name.
#pragma once

#include <string>
#include <vector>

namespace telinject {

// LD_PRELOAD separates its names by spaces and colons, expands $ORIGIN and the like, and quotes nothing.
bool may_be_preloaded(const std::string &path);

std::vector<std::string> scratch_bases(); // TMPDIR, then what every system has
std::vector<std::string> preload_bases(); // those whose name LD_PRELOAD can hold

// Makes a folder in the first of the folders where that can be done; "" where none can be made.  A termination signal
// removes it.
std::string make_scratch_folder(const std::vector<std::string> &bases);
void remove_scratch_folder(const std::string &folder);

} // namespace telinject
