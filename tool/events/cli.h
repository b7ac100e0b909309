// Reads the command line. The only part that knows CLI11.
#pragma once

#include <optional>

#include "tool/events/input/options.h"

namespace telinject::events {

// The options, or nothing when the run ends here (help, version, bad usage): then exit_code says with what.
std::optional<Options> parse_command_line(int argc, const char *const *argv, int &exit_code);

} // namespace telinject::events
