// Which options of a compile telinject cannot follow: they change what inserted text means, or the runtime is of no use
// to what they make.
#pragma once

#include <string>
#include <vector>

namespace telinject {

// The first such option of the command as it is written ("-fexec-charset=UTF-16"); "" if it has none.
std::string refused_option(const std::vector<std::string> &command);

} // namespace telinject
