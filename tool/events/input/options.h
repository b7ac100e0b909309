// Options of one invocation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace telinject::events {

enum class Command { none, validate, report, recover, render, convert, callers, fold, send };

// Exit codes.
inline constexpr int kExitDone = 0;
inline constexpr int kExitFaults = 1; // validate found faults, or send was not accepted in full
inline constexpr int kExitUsage = 2;  // invalid usage, or an input or output cannot be read or written

struct Options {
  Command command = Command::none;
  std::vector<std::string> files;   // paths; "-" is standard input
  std::uint64_t max_faults = 20;    // validate: maximum number of reported faults; 0: all
  bool strict_exits = false;        // validate: a span without exit is a fault
  std::uint64_t top = 20;           // report: number of functions and traces shown
  std::string format;               // render, convert: name of the output's format; empty: as the process used
  std::uint64_t span_budget = 100;  // fold: number of spans of a trace that are kept
  std::string output;               // fold: path; empty: standard output
  std::string url;                  // send: of the receiver
  std::vector<std::string> headers; // send: "Name: value"
  std::string compression = "gzip"; // send: or none
  std::uint64_t max_wait_s = 60;    // send: for tries of one batch
  bool append = false;              // recover: append to the process's output file
  bool keep = false;                // recover: remove nothing
};

} // namespace telinject::events
