// What the command line asked for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace telinject::events {

enum class Command { none, validate, report, recover, render, callers };

// The program's exit codes.
inline constexpr int kExitDone = 0;
inline constexpr int kExitFaults = 1; // validate found something
inline constexpr int kExitUsage = 2;  // bad usage, or an input or output that cannot be read or written

struct Options {
  Command command = Command::none;
  std::vector<std::string> files; // paths; "-" is standard input
  std::uint64_t max_faults = 20;  // validate: how many are written; 0: all
  bool strict_exits = false;      // validate: a span without exit is a fault
  std::uint64_t top = 20;         // report: functions and traces shown, from 1
  bool append = false;            // recover: to the file that the process wrote to
  bool keep = false;              // recover: remove nothing
};

} // namespace telinject::events
