// The command line of telinject. Only cli.cpp includes CLI11.
#pragma once

namespace telinject::rewrite {

// Parses the command line and runs the command. Returns the exit code.
int run_command_line(int argc, char **argv);

} // namespace telinject::rewrite
