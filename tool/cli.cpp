// Defines the options of `telinject`, `telinject strip` and `telinject cc`.
#include "tool/cli.h"

#include "tool/base/diagnostics.h"
#include "tool/base/files.h"
#include "tool/base/nearest_name.h"
#include "tool/compiler/compile_db.h"
#include "tool/config/aspect_files.h"
#include "tool/config/options.h"
#include "tool/config/profiles.h"
#include "tool/launcher/launcher.h"
#include "tool/rewrite/build_stats.h"
#include "tool/rewrite/ledger.h"
#include "tool/rewrite/rewrite.h"

#include <telinject/telinject.h>

#include <cstdio>
#include <cstdlib>
#include <functional>

#include <CLI/CLI.hpp>

namespace telinject::rewrite {
namespace {

constexpr const char *kExitCodes =
    "exit codes: 0 success; 1 --check found changes; 2 invalid usage or configuration; 3 "
    "some files failed, or less than --require was instrumented; others are written";

template <class Value> Result<void> put(const Result<Value> &parsed, std::optional<Value> &target) {
  if (!parsed)
    return parsed.failure();
  target = *parsed;
  return {};
}

Result<Profile> parse_profile(const std::string &text) {
  if (const auto profile = profile_named(text))
    return *profile;
  return Failure{"unknown profile '" + text + "'; " + suggestion(text, profile_names())};
}

// Adds an option whose text `read` parses.
void add_named(CLI::App &app, const std::string &name, const std::string &value, const std::string &description,
               std::function<Result<void>(const std::string &)> read) {
  app.add_option_function<std::string>(
         name,
         [name, read = std::move(read)](const std::string &text) {
           if (const auto checked = read(text); !checked)
             throw CLI::ValidationError(name, checked.error());
         },
         description)
      ->type_name(value);
}

// Adds the options that all commands share.
void add_common(CLI::App &app, Options &options) {
  // The command line overrides TELINJECT_OPTIONS: the last value counts.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  Settings &cli = options.cli;
  add_named(app, "--profile", "service|full",
            "A choice of events and sizes, for a running service or for debugging (default: full); other options "
            "override it",
            [&cli](const std::string &text) { return put(parse_profile(text), cli.profile); });
  app.add_option("--events", cli.events, "Constructs to instrument, comma-separated (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->take_all();
  app.add_option("--config", options.config, "Configuration file (default: nearest .telinject.json upwards)");
  app.add_option("--root", options.root, "The project's root (default: nearest folder with .telinject.json or .git)");
  app.add_option("--include", cli.include,
                 "Instrument only files that match this glob (repeatable; relative to the root)")
      ->allow_extra_args(false)
      ->take_all();
  app.add_option("--exclude", cli.exclude, "Skip files that match this glob (repeatable)")
      ->allow_extra_args(false)
      ->take_all();
  app.add_option("--functions", cli.functions,
                 "Instrument only functions whose qualified name matches this regular expression");
  app.add_option("--skip-functions", cli.skip_functions, "Skip functions whose qualified name matches");
  add_named(app, "--min-statements", "N|auto", "Skip functions with fewer statements; auto: skip trivial functions",
            [&cli](const std::string &text) { return put(parse_min_statements(text), cli.min_statements); });
  app.add_option("-j,--jobs", options.jobs, "Number of units to parse in parallel (default: number of cores)")
      ->check(CLI::Range(1, 4096));
  app.add_option("--cache", options.cache, "Folder that caches parse results between runs");
  app.add_flag_function(
         "--split-functions,!--no-split-functions",
         [&options](std::int64_t count) { options.split_functions = count > 0; },
         "Split C functions into a plain and an instrumented copy: less cost while telemetry is off, longer text "
         "(default: with --out and telinject cc)")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.add_flag_function(
         "--second-bodies,!--no-second-bodies", [&options](std::int64_t count) { options.second_bodies = count > 0; },
         "Where C functions are split, split functions of C++17 and C++20 too (default: no)")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  add_named(app, "--optimize", "run|build",
            "What to save: time of the program while telemetry is off, or time of the build and code; build: "
            "--no-split-functions --no-second-bodies --no-inliner-limits (default: run)",
            [&options](const std::string &text) -> Result<void> {
              options.optimizes_build = text == "build";
              if (text != "build" && text != "run")
                return Failure{"'" + text + "' is neither 'run' nor 'build'"};
              return {};
            });
  app.add_flag("--verify,!--no-verify", options.verify, "Parse the result and drop the sites that broke it")
      ->capture_default_str();
  app.add_option("--require", options.require, "Fail if less than this percentage of the candidates was instrumented")
      ->check(CLI::Range(0u, 100u));
  app.add_flag("-q,--quiet", options.quiet, "Print no progress and no summary");
  app.add_flag("-v,--verbose", options.verbose, "List each skipped site with its reason");
}

// What --optimize decides where no option of its own does.  is_for_review: the text of the result is read by people.
void decide_bodies(Options &options, bool is_for_review) {
  options.constructs.split_functions = options.split_functions.value_or(!is_for_review && !options.optimizes_build);
  options.constructs.second_bodies = options.second_bodies.value_or(false);
  if (options.optimizes_build && !options.cli.raises_inliner_limits)
    options.cli.raises_inliner_limits = false;
}

void add_stats(CLI::App &app, std::string &file) {
  app.add_option("--stats", file,
                 "Append one JSON line per unit to this file: the time of each phase and the bytes inserted; telinject "
                 "stats FILE sums it up")
      ->type_name("FILE");
}

void add_version(CLI::App &app) {
  app.set_version_flag("--version", std::string("telinject ") + TELINJECT_VERSION + " (LLVM " +
                                        std::to_string(TELINJECT_LLVM_MAJOR) + ")");
}

Result<void> check_settings(const Settings &cli) {
  for (const std::string &name : cli.events.value_or(std::vector<std::string>()))
    if (!is_event(name))
      return Failure{"unknown construct '" + name + "'; " + suggestion(name, event_names())};
  for (const auto &text : {cli.functions, cli.skip_functions})
    if (auto checked = check_expression(text.value_or("")); !checked)
      return checked;
  return {};
}

int usage_error(const CLI::App &app, const std::string &what) {
  report_error("", what + "; see " + app.get_name() + " --help");
  return kBadUsage;
}

int command_line_rewrite(int argc, char **argv) {
  Options options;
  bool in_place = false, diff = false, check = false, list = false;
  CLI::App app("Instruments C and C++ source code.\n"
               "Also: telinject strip FILES…, telinject stats FILES…, telinject cc [OPTIONS] [--] COMPILER ARGS…, "
               "telinject aspects "
               "--list|--test|--explain (each "
               "has its --help)",
               "telinject");
  app.footer(kExitCodes);
  add_version(app);
  app.add_option("-p,--build", options.build, "Folder of compile_commands.json, or the file itself")->required();
  app.add_option("files", options.files, "Source files (default: all in the database)");
  auto *out = app.add_option("--out", options.out, "Write a tree with the rewritten files to this folder")
                  ->capture_default_str();
  auto *in_place_flag = app.add_flag("--in-place", in_place, "Edit the files in place")->excludes(out);
  auto *diff_flag =
      app.add_flag("--diff", diff, "Print a unified diff; write nothing")->excludes(out)->excludes(in_place_flag);
  auto *check_flag = app.add_flag("--check", check, "Exit with 1 if --in-place would change a file")
                         ->excludes(out)
                         ->excludes(in_place_flag)
                         ->excludes(diff_flag);
  auto *list_flag = app.add_flag("--list", list, "Print the ledger; write nothing")
                        ->excludes(out)
                        ->excludes(in_place_flag)
                        ->excludes(diff_flag)
                        ->excludes(check_flag);
  app.add_flag("--json", options.json, "Print the ledger as JSON")->needs(list_flag);
  add_common(app, options);
  add_stats(app, options.stats);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion &version) {
    return app.exit(version);
  } catch (const CLI::ParseError &error) {
    return usage_error(app, error.what());
  }
  if (const auto checked = check_settings(options.cli); !checked)
    return usage_error(app, checked.error());
  options.mode = in_place ? OutputMode::in_place
                 : diff   ? OutputMode::diff
                 : check  ? OutputMode::check
                 : list   ? OutputMode::list
                          : OutputMode::out_tree;
  decide_bodies(options, is_for_review(options.mode));
  return run_rewrite(options);
}

// Returns the exit code if the command line asks for help or is wrong.
std::optional<int> parse(CLI::App &app, int argc, char **argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &help) {
    return app.exit(help);
  } catch (const CLI::ParseError &error) {
    return usage_error(app, error.what());
  }
  return std::nullopt;
}

int command_line_strip(int argc, char **argv) {
  Options options;
  CLI::App app("Removes every insertion and restores the original byte for byte.", "telinject strip");
  app.footer(kExitCodes);
  auto *files = app.add_option("files", options.files, "Files to strip");
  auto *build =
      app.add_option("-p,--build", options.build, "Strip every file of this build's project")->excludes(files);
  app.add_option("--root", options.root, "The project's root, with -p");
  app.add_flag("-q,--quiet", options.quiet, "Print no summary");
  if (const std::optional<int> ended = parse(app, argc, argv))
    return *ended;
  if (files->empty() && build->empty())
    return usage_error(app, "nothing to strip; name files, or a build with -p");
  return run_strip(options);
}

int command_line_stats(int argc, char **argv) {
  std::vector<std::string> files;
  CLI::App app("Prints what each unit cost and the sum, from the files that --stats has written.", "telinject stats");
  app.footer(kExitCodes);
  app.add_option("files", files, "Files of --stats")->required();
  if (const std::optional<int> ended = parse(app, argc, argv))
    return *ended;
  auto units = read_stats(files);
  if (!units) {
    report_error(units.failure());
    return kBadUsage;
  }
  std::fputs(stats_table(*std::move(units)).c_str(), stdout);
  return std::fflush(stdout) == 0 ? kDone : kSomeFailed;
}

// Returns the index of the compiler in the launcher's command line: after "--", or the first word that is neither an
// option nor an option's value.
int compiler_position(const CLI::App &app, int argc, char **argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--")
      return i + 1;
    if (word.empty() || word[0] != '-')
      return i;
    const CLI::Option *option = app.get_option_no_throw(word);
    if (option && option->get_items_expected_max() > 0 && i + 1 < argc && std::string(argv[i + 1]) != "--")
      ++i;
  }
  return argc;
}

// Returns the launcher's words: those of TELINJECT_OPTIONS first, so that the command line overrides them.
std::vector<std::string> launcher_words(int argc, char **argv) {
  std::vector<std::string> words;
  if (const char *environment = std::getenv("TELINJECT_OPTIONS"))
    words = split_command(environment);
  for (int i = 1; i < argc; ++i)
    if (std::string(argv[i]) != "--")
      words.emplace_back(argv[i]);
  return words;
}

// Explains a misplaced compiler option better than CLI11's message does.
std::string launcher_fault(const CLI::App &app, const std::vector<std::string> &words, const std::string &message) {
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string &word = words[i];
    const CLI::Option *option = app.get_option_no_throw(word.substr(0, word.find('=')));
    if (option) {
      i += option->get_items_expected_max() > 0 && word.find('=') == std::string::npos;
      continue;
    }
    const bool is_long = word.size() > 2 && word.compare(0, 2, "--") == 0;
    const bool is_short = word.size() > 1 && word[0] == '-' && app.get_option_no_throw(word.substr(0, 2));
    if (!is_short && (is_long || (word.size() > 1 && word[0] == '-')))
      return "unknown option " + word + "; put the compiler and its options after --: telinject cc -- COMPILER " +
             word + " …";
    if (word.empty() || word[0] != '-')
      return "TELINJECT_OPTIONS holds '" + word + "', which is not an option";
  }
  return message;
}

int command_line_cc(int argc, char **argv) {
  LauncherOptions options;
  options.common.quiet = options.common.verify = true;
  if (const char *ledger = std::getenv("TELINJECT_LEDGER"))
    options.ledger = ledger;
  if (const char *stats = std::getenv("TELINJECT_STATS"))
    options.stats = stats;
  if (const char *strict = std::getenv("TELINJECT_STRICT"))
    options.strict = std::string(strict) == "1";
  CLI::App app("Compiler launcher: instruments this compile and runs the compiler.\nusage: telinject cc [OPTIONS] "
               "[--] COMPILER ARGS…",
               "telinject cc");
  add_version(app);
  add_common(app, options.common);
  add_stats(app, options.stats);
  app.add_option("--ledger", options.ledger, "Append one JSON line per unit to this file (also TELINJECT_LEDGER)");
  app.add_flag("--strict", options.strict,
               "Fail instead of compiling the original if a rewritten unit does not compile (also TELINJECT_STRICT=1)");
  app.add_flag_function(
         "--inliner-limits,!--no-inliner-limits",
         [&options](std::int64_t count) { options.common.cli.raises_inliner_limits = count > 0; },
         "Raise the compiler's inliner limits, so that it inlines as much as in the original (default; not with "
         "--profile service)")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  const int position = compiler_position(app, argc, argv);
  for (int i = position; i < argc; ++i)
    options.command.emplace_back(argv[i]);
  const std::vector<std::string> words = launcher_words(std::min(position, argc), argv);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp &help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion &version) {
    return app.exit(version);
  } catch (const CLI::ParseError &error) {
    return usage_error(app, launcher_fault(app, words, error.what()));
  }
  if (const auto checked = check_settings(options.common.cli); !checked)
    return usage_error(app, checked.error());
  if (options.command.empty())
    return usage_error(app, "no compiler after --");
  if (const std::string &compiler = options.command.front(); compiler.empty() || compiler[0] == '-')
    return usage_error(app, "'" + compiler + "' is in the position of the compiler");
  decide_bodies(options.common, false);
  return run_launcher(options);
}

int list_aspects() {
  const InstalledAspects installed = installed_aspects();
  for (const ConfigFault &fault : installed.faults)
    report_error(fault.where, fault.message);
  for (const Aspect &aspect : installed.aspects)
    std::printf("%s\n", aspect_text(aspect).c_str());
  if (!installed.faults.empty())
    return kBadUsage;
  return std::fflush(stdout) == 0 ? kDone : kSomeFailed;
}

// Reads a file of aspects and prints what it describes, or its faults.
int test_aspects(const std::string &path) {
  const auto text = read_file(path, kMaxConfigSize);
  if (!text) {
    report_error(path, "cannot be read: " + text.error() + "; name a file of aspects");
    return kBadUsage;
  }
  std::vector<ConfigFault> faults;
  std::vector<Aspect> aspects;
  read_aspect_file(*text, path, aspects, faults);
  for (const ConfigFault &fault : faults)
    report_error(fault.where, fault.message);
  if (!faults.empty())
    return kBadUsage;
  for (const Aspect &aspect : aspects)
    std::printf("%s\n", aspect_text(aspect).c_str());
  return std::fflush(stdout) == 0 ? kDone : kSomeFailed;
}

int explain_line(const CLI::App &app, const std::string &place, Options &options) {
  const size_t colon = place.rfind(':');
  const std::string digits = colon == std::string::npos ? "" : place.substr(colon + 1);
  if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos)
    return usage_error(app, "'" + place + "' is no place in a file; write FILE:LINE");
  if (options.build.empty())
    return usage_error(app, "--explain needs the build with -p, whose options the file is parsed with");
  options.mode = OutputMode::explain;
  options.files = {place.substr(0, colon)};
  options.explained_line = static_cast<unsigned>(std::stoul(digits));
  options.quiet = true;
  return run_rewrite(options);
}

int command_line_aspects(int argc, char **argv) {
  bool list = false;
  std::string tested, explained;
  Options options;
  CLI::App app("Shows the aspects: the descriptions of the library calls that telinject records.", "telinject aspects");
  app.footer(kExitCodes);
  auto *actions = app.add_option_group("action");
  actions->add_flag("--list", list, "Print one line for each function: library, kind, action, function");
  actions->add_option("--test", tested, "Check a file of aspects and print what it describes")->type_name("FILE");
  actions
      ->add_option("--explain", explained,
                   "Print what is instrumented at a line, by which aspect, and what is not, and why")
      ->type_name("FILE:LINE");
  actions->require_option(1);
  app.add_option("-p,--build", options.build, "With --explain: folder of compile_commands.json, or the file itself");
  app.add_option("--config", options.config,
                 "With --explain: configuration file (default: nearest .telinject.json upwards)");
  if (const std::optional<int> ended = parse(app, argc, argv))
    return *ended;
  if (list)
    return list_aspects();
  return explained.empty() ? test_aspects(tested) : explain_line(app, explained, options);
}

} // namespace

int run_command_line(int argc, char **argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "strip")
    return command_line_strip(argc - 1, argv + 1);
  if (command == "stats")
    return command_line_stats(argc - 1, argv + 1);
  if (command == "cc")
    return command_line_cc(argc - 1, argv + 1);
  if (command == "aspects")
    return command_line_aspects(argc - 1, argv + 1);
  return command_line_rewrite(argc, argv);
}

} // namespace telinject::rewrite
