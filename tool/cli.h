// The command line.  CLI11 is known only to cli.cpp.
#pragma once

namespace telinject {

// Parses and runs; returns the exit code.
int run_command_line(int argc, char **argv);

} // namespace telinject
