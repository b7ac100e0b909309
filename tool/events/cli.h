// Parses the command line of telinject-events. Only cli.cpp includes CLI11.
#pragma once

#include <optional>

#include "tool/events/input/options.h"

namespace telinject::events {

// Returns the options, or nothing if the program ends here (help, version, invalid usage); then sets exit_code.
std::optional<Options> parse_command_line(int argc, const char *const *argv, int &exit_code);

} // namespace telinject::events
