// All options of one invocation.
#pragma once

#include "matchers/construct_options.h"
#include "tool/config/settings.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject::rewrite {

enum class OutputMode { out_tree, in_place, diff, check, list, explain };

// The documented exit codes.
enum ExitCode { kDone = 0, kCheckFound = 1, kBadUsage = 2, kSomeFailed = 3 };

struct Options {
  OutputMode mode = OutputMode::out_tree;
  std::string build;              // -p
  std::vector<std::string> files; // empty: every file of the compilation database
  std::string out = "telinject-out";
  std::string root; // --root; empty: derived from the files
  bool json = false;
  unsigned explained_line = 0; // --explain
  std::string stats;           // file to which a line per unit says what it cost; empty: none
  std::string cache;           // folder of cached parse results; empty: no cache
  unsigned jobs = 0;           // 0: number of cores
  bool verify = false;         // parse the result and drop the sites that broke it
  unsigned require = 0;        // minimum percentage of instrumented candidates
  bool quiet = false;
  bool verbose = false;
  std::string config;                    // --config; empty: the nearest .telinject.json
  std::vector<std::string> config_files; // the files that were read
  Settings cli;                          // settings of the command line; override .telinject.json
  // Result of merging both.
  // Values passed to the runtime by the build; unset: the runtime's defaults.
  std::optional<unsigned> max_value_bytes, max_iterations_logged;
  std::optional<bool> calls_what;      // whether the runtime calls what() of exceptions
  bool raises_inliner_limits = true;   // of compiles by the launcher
  std::optional<bool> split_functions; // --split-functions; unset: only in texts that nobody reads
  std::optional<bool> second_bodies;   // --second-bodies
  bool optimizes_build = false;        // --optimize=build
  ConstructOptions constructs;
};

// Returns true if the mode's text is for people to read and commit. --list shares cache entries with these modes.
constexpr bool is_for_review(OutputMode mode) {
  return mode != OutputMode::out_tree;
}

// Copies the settings that are set into the options.
void apply(const Settings &settings, Options &options);

struct LauncherOptions {
  std::string ledger;  // file to which one JSON line per unit is appended
  std::string stats;   // file to which one JSON line per compile is appended
  bool strict = false; // fail instead of falling back to the original
  Options common;
  std::vector<std::string> command;
};

} // namespace telinject::rewrite
