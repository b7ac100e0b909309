// What the user asked for, as one value.
#pragma once

#include "construct_options.h"

#include <string>
#include <vector>

namespace telinject {

enum class OutputMode { out_tree, in_place, diff, check, list };

// The documented exit codes.
enum ExitCode { kDone = 0, kCheckFound = 1, kBadUsage = 2, kSomeFailed = 3 };

struct Options {
  OutputMode mode = OutputMode::out_tree;
  std::string build;               // -p
  std::vector<std::string> files;  // empty: every file of the compilation database
  std::string out = "telinject-out";
  std::string root;  // --root; empty: found from the files
  bool json = false;
  unsigned jobs = 0;  // 0: as many as there are cores
  bool quiet = false;
  bool verbose = false;
  std::vector<std::string> include, exclude;  // globs on the path relative to the root
  ConstructOptions constructs;
};

struct LauncherOptions {
  std::string ledger;   // file that gets one JSON line a unit
  bool strict = false;  // no fallback
  Options common;
  std::vector<std::string> command;
};

}  // namespace telinject
