// Runs one compile: parse, plan, verify, compile, retry without failing sites, fall back to the original.
#include "tool/launcher/launcher.h"

#include "tool/base/diagnostics.h"
#include "tool/base/files.h"
#include "tool/base/glob.h"
#include "tool/base/install_paths.h"
#include "tool/base/phase_clock.h"
#include "tool/base/process.h"
#include "tool/base/signal_block.h"
#include "tool/base/termination.h"
#include "tool/base/workers.h"
#include "tool/compiler/arguments.h"
#include "tool/compiler/captured_messages.h"
#include "tool/compiler/compiler_args.h"
#include "tool/compiler/constexpr_limits.h"
#include "tool/compiler/inliner.h"
#include "tool/compiler/link_inputs.h"
#include "tool/compiler/option_policy.h"
#include "tool/compiler/response_file.h"
#include "tool/compiler/root.h"
#include "tool/compiler/target_machine.h"
#include "tool/compiler/unit_reads.h"
#include "tool/config/build_facts.h"
#include "tool/config/config_file.h"
#include "tool/launcher/config_dependency.h"
#include "tool/launcher/launcher_link.h"
#include "tool/launcher/redirection.h"
#include "tool/launcher/repeatable_inputs.h"
#include "tool/parse/parse.h"
#include "tool/parse/unit_cache.h"
#include "tool/rewrite/build_stats.h"
#include "tool/rewrite/comment_warnings.h"
#include "tool/rewrite/coverage.h"
#include "tool/rewrite/failing_sites.h"
#include "tool/rewrite/ledger.h"
#include "tool/rewrite/plan.h"
#include "tool/rewrite/verify.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

namespace telinject::rewrite {
namespace {

// A source of the compile and its result.
struct UnitRecord {
  Unit unit;
  UnitResult result;
  std::string reason; // why nothing was instrumented; "" if something was, or nothing had to be
  double milliseconds = 0;
};

// The reason of a unit of which the user's selection leaves nothing.
constexpr const char *kNothingSelected = "nothing-selected";

// Maximum number of compiles without the sites that the compiler rejected, before falling back to the original.
constexpr int kMaxTries = 5;
// Maximum number of compiles with further flow warnings disabled.
constexpr int kMaxWarningRetries = 4;

// Recognises programs that build systems compile as tests.
bool is_probe(const std::string &file) {
  for (const char *mark :
       {"/CMakeFiles/CMakeTmp/", "/CMakeFiles/CMakeScratch/", "/CMakeFiles/_CMakeLTOTest", "/CompilerIdC",
        "/meson-private/", "/.conf_check_", "/.sconf_temp/", "/config.tests/", "/ffconf.", "/config-temp/"})
    if (file.find(mark) != std::string::npos)
      return true;
  const std::string_view name = std::string_view(file).substr(file.rfind('/') + 1);
  return name.starts_with("conftest") || name.starts_with("_configtest.");
}

// Returns "" if the folder was removed.
std::string working_directory() {
  std::error_code failed;
  const std::string directory = std::filesystem::current_path(failed).string();
  return failed ? "" : directory;
}

// Returns true if a termination signal ended the program.
bool was_interrupted(const RunResult &result) {
  return std::find(std::begin(kTerminationSignals), std::end(kTerminationSignals), result.signal) !=
         std::end(kTerminationSignals);
}

class Launch {
public:
  explicit Launch(const LauncherOptions &options)
      : options_(options), command_(expand_response_files(options.command, std::filesystem::current_path().string())),
        facts_(facts_of(command_)) {}

  int run() {
    const bool reads = facts_.reads_stdin || !facts_.sources.empty() || !facts_.other_inputs.empty();
    if (!facts_.compiles || !reads || facts_.precompiles_header || directory_.empty())
      return exec_compiler(options_.command);
    if (has_unrepeatable_input(command_))
      return exec_unchanged("source-is-a-pipe");
    if (facts_.sources.empty())
      return exec_compiler(with_runtime(options_.command));
    watch_for_termination();
    if (const auto parsed = parse_sources(); !parsed) {
      report_error(parsed.failure());
      return kBadUsage;
    }
    const int status = has_edits_ ? compile_rewritten() : compile_original();
    write_ledger();
    write_stats();
    if (status != 0)
      return status;
    const auto covered = check_coverage();
    if (covered)
      return 0;
    report_error(covered.failure());
    remove_outputs(command_, facts_);
    return 1;
  }

private:
  int exec_compiler(const std::vector<std::string> &command) {
    int error = exec_program(command);
    if (error == E2BIG && command != options_.command)
      error = exec_program(options_.command);
    std::fputs(start_failure(command.front(), error).c_str(), stderr);
    return 127;
  }

  // Replaces this process by the compiler without examining the sources.
  int exec_unchanged(const std::string &reason) {
    if (facts_.reads_stdin)
      records_.push_back({Unit{directory_, "-", command_, ""}, UnitResult(), reason, 0});
    for (size_t index : facts_.sources)
      records_.push_back(
          {Unit{directory_, absolute_path(command_[index], directory_), command_, ""}, UnitResult(), reason, 0});
    write_ledger();
    return exec_compiler(with_runtime(options_.command));
  }

  // Returns why the whole compile is not instrumented, or "".
  std::string refusal() const {
    if (facts_.freestanding)
      return "freestanding";
    const bool has_runtime =
        !shared_runtime().empty() || (facts_.links && facts_.static_link && !static_runtime().empty());
    if (redirect_library().empty() || include_folder().empty() || !has_runtime)
      return "runtime-not-found";
    if (const std::string option = refused_option(command_); !option.empty())
      return "option: " + option;
    return "";
  }

  // Fails if the configuration is unusable.
  Result<void> parse_sources() {
    for (size_t index : facts_.sources) {
      const std::string file = absolute_path(command_[index], directory_);
      records_.push_back(
          {Unit{directory_, file, command_, ""}, UnitResult(), is_probe(file) ? "configure-probe" : refusal(), 0});
      warn_about(records_.back());
      if (!records_.back().reason.empty())
        continue;
      if (root_.empty())
        if (auto found = find_project(records_.back().unit); !found)
          return found;
      if (is_deselected(records_.back().unit))
        records_.back().reason = kNothingSelected;
      else
        parse_source(records_.back());
    }
    warn_of_comments();
    make_plan();
    return {};
  }

  // Returns true if --include and --exclude leave nothing of the unit. A percentage is required of candidates, which
  // only a parse finds.
  bool is_deselected(const Unit &unit) const {
    const ConstructOptions &constructs = options_.common.constructs;
    if ((constructs.include.empty() && constructs.exclude.empty()) || options_.common.require > 0)
      return false;
    return reads_no_selected_file(unit, root_, [&](const std::string &path) {
      return path_selected(path, constructs.include, constructs.exclude);
    });
  }

  // Warns if the launcher cannot work at all.
  void warn_about(const UnitRecord &record) {
    reported_ = true;
    if (record.reason == "runtime-not-found")
      report_warning(record.unit.file,
                     "not instrumented: the runtime's libraries and headers were not found beside this "
                     "program; keep bin, lib and include together");
    else if (record.reason == "compiler-not-redirected")
      report_warning(record.unit.file, "not instrumented: the compiler did not read the rewritten text; see "
                                       "docs/troubleshooting.md");
    else if (record.reason == "command-line-too-long")
      report_warning(record.unit.file, "not instrumented: the command line would exceed the system's limit; use a "
                                       "response file");
    else
      reported_ = false;
  }

  void warn_of_comments() const {
    std::vector<const UnitResult *> parsed;
    for (const UnitRecord &record : records_)
      parsed.push_back(&record.result);
    telinject::rewrite::warn_of_comments(parsed, [&](const std::string &file) {
      return is_under(file, directory_) ? file.substr(directory_.size() + 1) : file;
    });
  }

  // Drops the sites that Clang rejects. The compile is the verification: this runs only after it failed.
  // Returns false if Clang rejects none.
  bool drop_sites_that_do_not_parse() {
    const InPhase verifying(clock_, Phase::verify);
    const auto started = std::chrono::steady_clock::now();
    std::vector<VerifiedUnit> units;
    for (const UnitRecord &record : records_)
      if (record.result.parsed)
        units.push_back({record.unit, record.result.files, added_arguments()});
    const size_t dropped_before = dropped_.size();
    const VerifyResult verified = verify(plan_, root_, units, 1, [&](const std::vector<SiteKey> &broken) {
      dropped_.insert(dropped_.end(), broken.begin(), broken.end());
      make_plan();
    });
    error_ = verified.first_error;
    if (!has_edits_)
      report_abandoned();
    records_.front().milliseconds +=
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
    return dropped_.size() > dropped_before;
  }

  // Reports that no site could be kept.
  void report_abandoned() {
    const std::string &file = records_.front().unit.file;
    fallback_ = true;
    abandon_rewrite("rewritten-does-not-compile");
    if (options_.strict)
      report_error(file, "does not parse when instrumented: " + error_ + "; please report it");
    else
      report_warning(file, "does not parse when instrumented; compiled the original: " + error_);
  }

  // Plans all sources without the dropped sites.
  void make_plan() {
    const InPhase rewriting(clock_, Phase::rewrite);
    PlanBuilder builder(options_.common, root_.empty() ? "/" : root_);
    for (const UnitRecord &record : records_)
      builder.add(record.result);
    for (const SiteKey &key : dropped_)
      builder.drop(key, "does-not-compile");
    plan_ = builder.finish(IncludeFallback::force_by_command_line);
    has_edits_ = redirects_ = force_include_ = false;
    for (const auto &[file, planned] : plan_.files) {
      redirects_ |= planned.rewritten != planned.on_disk;
      // the file may have been rewritten in place before
      has_edits_ |= redirects_ || planned.rewritten != planned.original;
      force_include_ |= planned.needs_forced_include;
    }
    // An include before the precompiled header would disable that header.
    if (force_include_ && facts_.uses_precompiled_header)
      abandon_rewrite("no-line-for-include");
  }

  // Determines root and configuration from the first source.
  Result<void> find_project(const Unit &unit) {
    root_ = find_root(options_.common.root, {unit});
    if (root_.empty())
      return Failure{"is not a folder; --root takes the folder that holds the project", options_.common.root};
    auto completed = complete_options(options_.common, {sources_folder({unit}), root_, unit.directory});
    if (completed && writes_dependencies(command_))
      config_ = nameable_dependencies(options_.common.config_files);
    return completed;
  }

  void parse_source(UnitRecord &record) {
    const InPhase parsing(clock_, Phase::parse);
    const auto started = std::chrono::steady_clock::now();
    UnitResult &result = record.result;
    const UnitCache cache(options_.common.cache, root_, options_.common.constructs);
    if (auto known = cache.find(record.unit)) {
      result = std::move(*known);
    } else {
      run_in_workers(
          1, 1,
          [&](size_t) {
            return to_text(parse_unit(record.unit, root_, options_.common.constructs, !options_.common.cache.empty()));
          },
          [&](size_t, const std::string &text) { result = unit_result_from_text(text); });
      if (const auto stored = cache.store(record.unit, result); !stored)
        report_warning(options_.common.cache,
                       "cannot write to the cache folder: " + stored.error() + "; choose another with --cache");
    }
    if (!result.parsed)
      record.reason = "does-not-parse: " + result.error;
    defines_main_ |= result.defines_main;
    record.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
  }

  void abandon_rewrite(const std::string &reason) {
    has_edits_ = false;
    for (UnitRecord &record : records_)
      if (record.reason.empty())
        record.reason = reason;
  }

  int compile_rewritten() {
    RunResult result = compile_once();
    if (is_suspect(result) && options_.common.verify && drop_sites_that_do_not_parse()) {
      if (!has_edits_)
        return options_.strict ? 1 : compile_original();
      result = compile_once();
    }
    if (!scratch_error_.empty())
      return compile_without_scratch();
    if (was_interrupted(result) || command_too_long_ || original_fails_)
      return command_too_long_ && options_.strict ? 1 : show(result);
    if (result.status != 0 && !options_.strict) {
      // For an error in the user's code, show the messages about the original text.
      const RunResult original = run_original();
      if (original.status != 0)
        return show(original);
      if (!was_redirected_ && redirects_ && !config_.empty()) { // the source may include the configuration file itself
        abandon_rewrite("compiler-not-redirected");
        warn_about(records_.front());
        return show(original);
      }
      error_ = first_error(plain_messages(result.errors));
      for (int tries = 1; tries < kMaxTries && result.status != 0 && drop_failing_sites(result.errors, tries); ++tries)
        result = compile_once();
      if (result.status != 0)
        return fall_back();
    }
    if (was_redirected_ || !redirects_)
      return show(result);
    if (result.status != 0 && config_words().empty())
      return show(result);
    abandon_rewrite("compiler-not-redirected");
    if (!options_.strict) {
      warn_about(records_.front());
      return show(result);
    }
    show(result);
    report_error(records_.front().unit.file,
                 "the compiler did not read the rewritten text; see docs/troubleshooting.md");
    return 1;
  }

  // Returns true if the compiler refused the rewritten text or said anything about it: GCC only warns of some of what
  // Clang rejects, as of an integer for a pointer.
  bool is_suspect(const RunResult &result) const {
    return (result.status != 0 || !result.errors.empty()) && scratch_error_.empty() && !was_interrupted(result) &&
           !command_too_long_ && !original_fails_;
  }

  int compile_without_scratch() {
    abandon_rewrite("no-scratch-file: " + scratch_error_);
    const std::string &file = records_.front().unit.file;
    if (options_.strict) {
      report_error(file, "cannot be instrumented: " + scratch_error_);
      return 1;
    }
    reported_ = true;
    report_warning(file, "not instrumented: " + scratch_error_);
    return compile_original();
  }

  int compile_original() {
    if (!config_.empty())
      return show(run_original());
    return run(with_runtime(options_.command), {}, false).status;
  }

  // Runs the user's command with the runtime and the configuration dependency added.
  RunResult run_original() {
    if (const std::vector<std::string> extra = config_words(); !extra.empty()) {
      Redirection redirection;
      if (redirection.write(Plan(), config_)) {
        std::vector<std::string> command = options_.command;
        append_options(command, extra);
        const RunResult result = run(with_runtime(std::move(command)), redirection.variables(), true);
        if (result.status == 0 || was_interrupted(result))
          return result;
      }
    }
    return run(with_runtime(options_.command), {}, true);
  }

  // Runs an extended command; falls back to the user's command if it exceeds the system's length limit.
  RunResult run(const std::vector<std::string> &command, const Variables &variables, bool keep_errors) {
    const InPhase compiling(clock_, Phase::compile);
    std::vector<std::string> colored = command;
    if (keep_errors)
      append_options(colored, color_arguments(command));
    RunResult result = run_program(colored, variables, keep_errors);
    if (result.start_error == E2BIG && command != options_.command) {
      if (!command_too_long_ && has_edits_) {
        abandon_rewrite("command-line-too-long");
        warn_about(records_.front());
      }
      command_too_long_ = true;
      result = run_program(options_.command, {}, keep_errors);
    }
    if (result.start_error != 0 && !keep_errors)
      show(result);
    return result;
  }

  std::vector<std::string> config_words() const { return dependency_words(options_.command, config_); }

  static int show(const RunResult &result) {
    std::fwrite(result.errors.data(), 1, result.errors.size(), stderr);
    return result.status;
  }

  // Returns the options added to the compile of a rewritten unit.
  std::vector<std::string> added_arguments() const {
    std::vector<std::string> added = include_arguments();
    if (const std::string runtime = shared_runtime(); !runtime.empty() && !(facts_.static_link && facts_.links))
      added.push_back(runtime_definition(runtime));
    if (force_include_)
      added.insert(added.end(), {"-include", "telinject/telinject.h"});
    // GCC warns about calls with preserved registers in external inline functions if warnings in system headers are
    // enabled.
    if (std::find(options_.command.begin(), options_.command.end(), "-Wsystem-headers") != options_.command.end())
      added.push_back("-DTELINJECT_PLAIN_CALLS");
    return added;
  }

  RunResult compile_once() {
    Redirection redirection;
    const Phase outer = clock_.enter(Phase::rewrite);
    const auto written = redirection.write(plan_, config_);
    clock_.enter(outer);
    if (!written) {
      scratch_error_ = written.error();
      return {};
    }
    std::vector<std::string> command = options_.command;
    append_options(command, added_arguments());
    if (defines_main_ && !defines_build(command))
      if (const std::string facts = build_facts(options_.common, root_); !facts.empty())
        append_options(command, {build_definition(facts)});
    if (options_.common.raises_inliner_limits)
      append_options(command,
                     inliner_arguments(command_, records_.front().result.is_cxx, share_of_limits(inserted_amount())));
    append_options(command, raised_limits(command_, records_.front().result.is_cxx));
    append_options(command, config_words());
    const Variables variables = redirection.variables();
    RunResult result = run(with_runtime(command), variables, true);
    if (turn_off_flow_warnings(command, result.errors)) {
      // Keep the warnings that the original also produces.
      RunResult original = run_original();
      original_fails_ = original.status != 0;
      if (original_fails_)
        return original;
      // With one warning disabled, the compiler may report another one at the same place.
      int tries = 0;
      do
        result = run(with_runtime(command), variables, true);
      while (++tries < kMaxWarningRetries && turn_off_flow_warnings(command, result.errors));
      if (result.status == 0)
        result.errors = original.errors;
    }
    was_redirected_ = redirection.was_used();
    return result;
  }

  InsertedAmount inserted_amount() const {
    InsertedAmount amount;
    for (const Site &site : plan_.sites) {
      amount.sites += site.instrumented();
      amount.found_functions +=
          site.construct == "function" && site.skip_reason != "defaulted" && site.skip_reason != "no-body";
      amount.functions += site.construct == "function" && site.instrumented();
    }
    for (const Site &site : plan_.helpers)
      amount.functions += site.construct == kScope && site.instrumented();
    return amount;
  }

  // Drops the sites that the errors point at; returns false if there are none or nothing is left to rewrite.
  bool drop_failing_sites(const std::string &errors, int tries) {
    const std::vector<SiteKey> found =
        failing_sites(plan_, records_.front().unit.directory, error_locations(plain_messages(errors)),
                      tries > 2 ? FailingExtent::function : FailingExtent::site);
    if (found.empty())
      return false;
    dropped_.insert(dropped_.end(), found.begin(), found.end());
    make_plan();
    return has_edits_;
  }

  // Disables the flow warnings that the compile produced; returns false if there were none.
  static bool turn_off_flow_warnings(std::vector<std::string> &command, const std::string &errors) {
    if (errors.empty())
      return false; // the common case; determining the compiler accesses the disk
    const std::string messages = plain_messages(errors);
    const size_t before = command.size();
    for (const std::string &name : flow_warnings(compiler_family(command))) {
      const std::string off = "-Wno-" + name;
      bool given = false; // the last form is Clang's
      for (const char *before_name : {"[-W", "[-Werror=", "[-Werror,-W"})
        given |= messages.find(before_name + name) != std::string::npos;
      if (given && std::find(command.begin(), command.end(), off) == command.end())
        append_options(command, {off});
    }
    return command.size() != before;
  }

  // Compiles the original after the rewritten unit failed.
  int fall_back() {
    const int status = compile_original();
    fallback_ = status == 0;
    if (fallback_) {
      abandon_rewrite("rewritten-does-not-compile");
      report_warning(records_.front().unit.file, "did not compile when instrumented; compiled the original" +
                                                     (error_.empty() ? "" : ": " + error_) +
                                                     "; telinject cc --strict shows all errors");
    }
    return status;
  }

  // Links the runtime to instrumented objects. They could load it themselves, but only a linked runtime intercepts
  // _exit, exec and dlclose.
  std::vector<std::string> with_runtime(std::vector<std::string> command) const {
    if (!facts_.links || facts_.no_runtime || facts_.relocatable_link || !foreign_target(command_).empty())
      return command;
    if (!has_edits_ && !links_instrumented_objects(command_, facts_))
      return command;
    // The shared library beside it would be a second runtime in the program.
    append_options(command, links_static_runtime(command_, facts_) ? archive_link_words()
                                                                   : runtime_link_words(facts_.static_link));
    return command;
  }

  // Returns the unit's sites after planning, which may skip some that parsing found.
  std::vector<Site> planned_sites(const UnitResult &result) const {
    PlanBuilder builder(options_.common, root_);
    builder.add(result);
    for (const SiteKey &key : dropped_)
      builder.drop(key, "does-not-compile");
    return builder.finish(IncludeFallback::force_by_command_line).sites;
  }

  Totals totals_of(const UnitRecord &record) const {
    Totals totals = count(planned_sites(record.result));
    if (record.reason.empty() || totals.instrumented() == 0)
      return totals;
    const std::string reason = record.reason.substr(0, record.reason.find(':'));
    for (auto &[name, counts] : totals.constructs) {
      totals.skipped[reason] += counts.instrumented;
      counts.instrumented = 0;
    }
    return totals;
  }

  // Warns of sources of which nothing was instrumented. Fails if a source does not meet --require.
  Result<void> check_coverage() const {
    const unsigned required = options_.common.require;
    if (required == 0 && has_edits_ && records_.size() == 1)
      return {}; // the common case; counting requires a plan
    std::vector<Failure> failures;
    for (const UnitRecord &record : records_) {
      const auto covered = telinject::rewrite::check_coverage(
          {record.unit.file, record.reason, root_, !record.result.files.empty(),
           fallback_ || reported_ || record.reason == kNothingSelected, totals_of(record)},
          required);
      if (covered)
        report_warning(*covered);
      else
        failures.push_back(covered.failure());
    }
    if (failures.empty())
      return {};
    Failure first = failures.front();
    first.more.assign(failures.begin() + 1, failures.end());
    return first;
  }

  void write_ledger() const {
    if (options_.ledger.empty())
      return;
    std::string lines;
    for (const UnitRecord &record : records_)
      lines +=
          unit_line(record.unit.file, totals_of(record), fallback_, record.reason, error_, record.milliseconds) + "\n";
    const int file = ::open(options_.ledger.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0 || ::write(file, lines.data(), lines.size()) != static_cast<ssize_t>(lines.size()))
      report_warning(options_.ledger, "the ledger cannot be written; choose another file with --ledger");
    if (file >= 0)
      ::close(file);
  }

  void write_stats() const {
    if (options_.stats.empty())
      return;
    const PhaseTimes times{clock_.milliseconds(Phase::parse), clock_.milliseconds(Phase::rewrite),
                           clock_.milliseconds(Phase::verify), clock_.milliseconds(Phase::compile)};
    const std::map<std::string, size_t> bytes = has_edits_ ? inserted_bytes(plan_) : std::map<std::string, size_t>();
    if (const auto written = append_stats(options_.stats, {records_.front().unit.file, times, bytes}); !written)
      report_warning(options_.stats, written.error());
  }

  PhaseClock clock_;
  LauncherOptions options_;
  const std::string directory_ = working_directory();
  const std::vector<std::string> command_; // with response files expanded
  const CommandFacts facts_;
  std::string root_;
  std::string scratch_error_;       // why the rewritten texts could not be stored
  std::vector<std::string> config_; // configuration files to add to the dependency file
  std::vector<UnitRecord> records_;
  std::vector<SiteKey> dropped_; // sites that Clang or the compiler rejected
  Plan plan_;
  std::string error_; // first error about the rewritten text
  bool has_edits_ = false, redirects_ = false, defines_main_ = false, force_include_ = false, fallback_ = false,
       was_redirected_ = false, command_too_long_ = false, original_fails_ = false;
  bool reported_ = false; // a warning has explained why nothing is instrumented
};

} // namespace

int run_launcher(const LauncherOptions &options) {
  LauncherOptions given = options;
  given.command = without_separator(options.command);
  return Launch(given).run();
}

} // namespace telinject::rewrite
