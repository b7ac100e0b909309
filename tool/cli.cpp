#include "tool/cli.h"

#include "tool/base/diagnostics.h"
#include "tool/base/nearest_name.h"
#include "tool/compiler/compile_db.h"
#include "tool/config/options.h"
#include "tool/launcher/launcher.h"
#include "tool/rewrite/rewrite.h"

#include <telinject/telinject.h>

#include <cstdlib>

#include <CLI/CLI.hpp>

namespace telinject {
namespace {

constexpr const char *kExitCodes = "exit codes: 0 done; 1 --check found something; 2 bad usage or configuration; 3 "
                                   "some files failed, or less than --require was instrumented; the rest is done";

// What every command takes.
void add_common(CLI::App &app, Options &options) {
  // TELINJECT_OPTIONS may have said it already: the later word counts.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  Settings &said = options.said;
  app.add_option("--events", said.events, "Constructs to instrument, comma-separated (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->take_all();
  app.add_option("--config", options.config, "Configuration file (default: the nearest .telinject.json upwards)");
  app.add_option("--root", options.root, "The project's root (default: nearest folder with .telinject.json or .git)");
  app.add_option("--include", said.include, "Only files that match this glob (repeatable; relative to the root)")
      ->allow_extra_args(false)
      ->take_all();
  app.add_option("--exclude", said.exclude, "No files that match this glob (repeatable)")
      ->allow_extra_args(false)
      ->take_all();
  app.add_option("--functions", said.functions, "Only functions whose qualified name matches this regular expression");
  app.add_option("--skip-functions", said.skip_functions, "No functions whose qualified name matches");
  app.add_option("--min-statements", said.min_statements, "No functions with fewer statements");
  app.add_option("-j,--jobs", options.jobs, "Units parsed at a time (default: cores)")->check(CLI::Range(1, 4096));
  app.add_option("--cache", options.cache, "Folder that keeps what was parsed, for the next run");
  app.add_flag("--verify,!--no-verify", options.verify, "Parse the result and give up the sites that broke it")
      ->capture_default_str();
  app.add_option("--require", options.require,
                 "Fail where less than this percentage of the candidates was instrumented")
      ->check(CLI::Range(0u, 100u));
  app.add_flag("-q,--quiet", options.quiet, "No progress, no summary");
  app.add_flag("-v,--verbose", options.verbose, "Also name each site that was skipped, and why");
}

void add_version(CLI::App &app) {
  app.set_version_flag("--version", std::string("telinject ") + TELINJECT_VERSION + " (LLVM " +
                                        std::to_string(TELINJECT_LLVM_MAJOR) + ")");
}

// "" where what was said can be used, else what is wrong.
std::string check_said(const Settings &said) {
  for (const std::string &name : said.events.value_or(std::vector<std::string>()))
    if (!is_construct(name))
      return "no construct is called '" + name + "'; " + suggestion(name, construct_names());
  for (const auto &text : {said.functions, said.skip_functions})
    if (const std::string wrong = check_expression(text.value_or("")); !wrong.empty())
      return wrong;
  return "";
}

int usage_error(const CLI::App &app, const std::string &what) {
  report_error("", what + "; see " + app.get_name() + " --help");
  return kBadUsage;
}

int command_line_rewrite(int argc, char **argv) {
  Options options;
  bool in_place = false, diff = false, check = false, list = false;
  CLI::App app("telinject rewrites C and C++ so that it tells what it does.\n"
               "Also: telinject strip FILES…, telinject cc [OPTIONS] [--] COMPILER ARGS… (each has its --help)",
               "telinject");
  app.footer(kExitCodes);
  add_version(app);
  app.add_option("-p,--build", options.build, "Folder of compile_commands.json, or that file")->required();
  app.add_option("files", options.files, "Source files (default: all of the database)");
  auto *out =
      app.add_option("--out", options.out, "Write a tree of rewritten files to this folder")->capture_default_str();
  auto *in_place_flag = app.add_flag("--in-place", in_place, "Edit the files")->excludes(out);
  auto *diff_flag =
      app.add_flag("--diff", diff, "Print a unified diff, write nothing")->excludes(out)->excludes(in_place_flag);
  auto *check_flag = app.add_flag("--check", check, "Exit 1 if --in-place would change something")
                         ->excludes(out)
                         ->excludes(in_place_flag)
                         ->excludes(diff_flag);
  auto *list_flag = app.add_flag("--list", list, "Print the ledger, write nothing")
                        ->excludes(out)
                        ->excludes(in_place_flag)
                        ->excludes(diff_flag)
                        ->excludes(check_flag);
  app.add_flag("--json", options.json, "The ledger as JSON")->needs(list_flag);
  add_common(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion &version) {
    return app.exit(version);
  } catch (const CLI::ParseError &error) {
    return usage_error(app, error.what());
  }
  if (const std::string wrong = check_said(options.said); !wrong.empty())
    return usage_error(app, wrong);
  options.mode = in_place ? OutputMode::in_place
                 : diff   ? OutputMode::diff
                 : check  ? OutputMode::check
                 : list   ? OutputMode::list
                          : OutputMode::out_tree;
  return run_rewrite(options);
}

int command_line_strip(int argc, char **argv) {
  Options options;
  CLI::App app("Removes every insertion: the result is the original to the byte.", "telinject strip");
  app.footer(kExitCodes);
  auto *files = app.add_option("files", options.files, "Files to strip");
  auto *build =
      app.add_option("-p,--build", options.build, "Strip every file of this build's project")->excludes(files);
  app.add_option("--root", options.root, "The project's root, with -p");
  app.add_flag("-q,--quiet", options.quiet, "No summary");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &help) {
    return app.exit(help);
  } catch (const CLI::ParseError &error) {
    return usage_error(app, error.what());
  }
  if (files->empty() && build->empty())
    return usage_error(app, "there is nothing to strip: name files, or a build with -p");
  return run_strip(options);
}

// Where the compiler stands in the launcher's command line: behind "--", or at the first word that is no option and no
// option's value.
int compiler_place(const CLI::App &app, int argc, char **argv) {
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

// TELINJECT_OPTIONS, TELINJECT_LEDGER and TELINJECT_STRICT say what the command line says; the command line comes last.
std::vector<std::string> launcher_words(int argc, char **argv) {
  std::vector<std::string> words;
  if (const char *more = std::getenv("TELINJECT_OPTIONS"))
    words = split_command(more);
  for (int i = 1; i < argc; ++i)
    if (std::string(argv[i]) != "--")
      words.emplace_back(argv[i]);
  return words;
}

// What CLI11 says of a word that it does not know helps nobody who put a compiler's option there.
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
      return "there is no option " + word + "; the compiler and its options go behind: telinject cc -- COMPILER " +
             word + " …";
    if (word.empty() || word[0] != '-')
      return "TELINJECT_OPTIONS holds '" + word + "', which is no option";
  }
  return message;
}

int command_line_cc(int argc, char **argv) {
  LauncherOptions options;
  options.common.quiet = options.common.verify = true;
  if (const char *ledger = std::getenv("TELINJECT_LEDGER"))
    options.ledger = ledger;
  if (const char *strict = std::getenv("TELINJECT_STRICT"))
    options.strict = std::string(strict) == "1";
  CLI::App app("Compiler launcher: instruments this compile and runs the real compiler.\nusage: telinject cc [OPTIONS] "
               "[--] COMPILER ARGS…",
               "telinject cc");
  add_version(app);
  add_common(app, options.common);
  app.add_option("--ledger", options.ledger, "Append one JSON line a unit to this file (also TELINJECT_LEDGER)");
  app.add_flag("--strict", options.strict,
               "No fallback: a rewritten unit that does not compile fails (also TELINJECT_STRICT=1)");
  app.add_flag("--inliner-limits,--no-inliner-limits{false}", options.raises_inliner_limits,
               "Tell the compiler to inline as much as it does of the original (default)");
  const int place = compiler_place(app, argc, argv);
  for (int i = place; i < argc; ++i)
    options.command.emplace_back(argv[i]);
  const std::vector<std::string> words = launcher_words(std::min(place, argc), argv);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp &help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion &version) {
    return app.exit(version);
  } catch (const CLI::ParseError &error) {
    return usage_error(app, launcher_fault(app, words, error.what()));
  }
  if (const std::string wrong = check_said(options.common.said); !wrong.empty())
    return usage_error(app, wrong);
  if (options.command.empty())
    return usage_error(app, "there is no compiler after --");
  if (const std::string &compiler = options.command.front(); compiler.empty() || compiler[0] == '-')
    return usage_error(app, "'" + compiler + "' stands where the compiler is to be named");
  return run_launcher(options);
}

} // namespace

int run_command_line(int argc, char **argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "strip")
    return command_line_strip(argc - 1, argv + 1);
  if (command == "cc")
    return command_line_cc(argc - 1, argv + 1);
  return command_line_rewrite(argc, argv);
}

} // namespace telinject
