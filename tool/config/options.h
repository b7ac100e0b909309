// What the user asked for, as one value.
#pragma once

#include "matchers/construct_options.h"
#include "tool/config/settings.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject {

enum class OutputMode { out_tree, in_place, diff, check, list };

// The documented exit codes.
enum ExitCode { kDone = 0, kCheckFound = 1, kBadUsage = 2, kSomeFailed = 3 };

struct Options {
  OutputMode mode = OutputMode::out_tree;
  std::string build;              // -p
  std::vector<std::string> files; // empty: every file of the compilation database
  std::string out = "telinject-out";
  std::string root; // --root; empty: found from the files
  bool json = false;
  std::string cache;    // folder of what parses yielded; empty: none is kept
  unsigned jobs = 0;    // 0: as many as there are cores
  bool verify = false;  // the result is parsed, and what broke it given up
  unsigned require = 0; // percent of the candidates; fewer instrumented is an error
  bool quiet = false;
  bool verbose = false;
  std::string config;                    // --config; empty: the nearest .telinject.json
  std::vector<std::string> config_files; // what it was read from
  Settings said;                         // on the command line; wins over .telinject.json
  // What came of both.
  std::vector<std::string> include, exclude; // globs on the path relative to the root
  // What the runtime is told by the build; nothing: what it does by itself.
  std::optional<unsigned> max_value_bytes, max_iterations_logged;
  std::optional<bool> calls_what; // does the runtime ask exceptions for their message?
  ConstructOptions constructs;
};

// Puts what is said into the options; what is not said stays.
void apply(const Settings &settings, Options &options);

struct LauncherOptions {
  std::string ledger;  // file that gets one JSON line a unit
  bool strict = false; // no fallback
  bool raises_inliner_limits = true;
  Options common;
  std::vector<std::string> command;
};

} // namespace telinject
