#include "tool/launcher/launcher.h"

#include "tool/base/diagnostics.h"
#include "tool/base/files.h"
#include "tool/base/install_paths.h"
#include "tool/base/process.h"
#include "tool/base/signal_block.h"
#include "tool/base/termination.h"
#include "tool/base/workers.h"
#include "tool/compiler/captured_messages.h"
#include "tool/compiler/compiler_args.h"
#include "tool/compiler/constexpr_limits.h"
#include "tool/compiler/inliner.h"
#include "tool/compiler/link_inputs.h"
#include "tool/compiler/option_policy.h"
#include "tool/compiler/response_file.h"
#include "tool/compiler/root.h"
#include "tool/compiler/target_machine.h"
#include "tool/config/build_facts.h"
#include "tool/config/config_file.h"
#include "tool/launcher/config_dependency.h"
#include "tool/launcher/launcher_link.h"
#include "tool/launcher/redirection.h"
#include "tool/launcher/repeatable_inputs.h"
#include "tool/parse/parse.h"
#include "tool/parse/unit_cache.h"
#include "tool/rewrite/comment_warnings.h"
#include "tool/rewrite/coverage.h"
#include "tool/rewrite/culprits.h"
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

namespace telinject {
namespace {

// A source of the compile and what became of it.
struct UnitRecord {
  Unit unit;
  UnitResult result;
  std::string reason; // why nothing of it was instrumented; "" where something was, or nothing was to be
  double milliseconds = 0;
};

// How often a compile is tried again without the sites that the compiler complained of, before the original is
// compiled.
constexpr int kMostTries = 5;
// How often it is tried again with further flow warnings off.
constexpr int kMostQuieterTries = 4;

// Programs that build systems compile only to learn whether they compile.
bool is_probe(const std::string &file) {
  for (const char *mark :
       {"/CMakeFiles/CMakeTmp/", "/CMakeFiles/CMakeScratch/", "/CMakeFiles/_CMakeLTOTest", "/CompilerIdC",
        "/meson-private/", "/.conf_check_", "/.sconf_temp/", "/config.tests/", "/ffconf.", "/config-temp/"})
    if (file.find(mark) != std::string::npos)
      return true;
  const std::string_view name = std::string_view(file).substr(file.rfind('/') + 1);
  return name.starts_with("conftest") || name.starts_with("_configtest.");
}

// "" where it was removed.
std::string working_directory() {
  std::error_code failed;
  const std::string directory = std::filesystem::current_path(failed).string();
  return failed ? "" : directory;
}

// Did a person or the system end it, and not a fault of the compile?
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
      return become(options_.command);
    if (reads_once(command_))
      return leave_alone("source-is-a-pipe");
    if (facts_.sources.empty())
      return become(with_runtime(options_.command));
    watch_for_termination();
    if (!parse_sources())
      return kBadUsage;
    if (options_.strict && fallback_) {
      write_ledger();
      return 1;
    }
    const int status = anything_ ? compile_rewritten() : compile_original();
    write_ledger();
    return status == 0 && !check_coverage() ? 1 : status;
  }

private:
  int become(const std::vector<std::string> &command) {
    int error = become_program(command);
    if (error == E2BIG && command != options_.command)
      error = become_program(options_.command);
    std::fputs(start_failure(command.front(), error).c_str(), stderr);
    return 127;
  }

  // Nothing is looked at, and the compiler runs in this process's place.
  int leave_alone(const std::string &reason) {
    if (facts_.reads_stdin)
      records_.push_back({Unit{directory_, "-", command_, ""}, UnitResult(), reason, 0});
    for (size_t index : facts_.sources)
      records_.push_back(
          {Unit{directory_, absolute_path(command_[index], directory_), command_, ""}, UnitResult(), reason, 0});
    write_ledger();
    return become(with_runtime(options_.command));
  }

  // Why the compile is left alone as a whole, or "".
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

  // False where the configuration cannot be used.
  bool parse_sources() {
    for (size_t index : facts_.sources) {
      const std::string file = absolute_path(command_[index], directory_);
      records_.push_back(
          {Unit{directory_, file, command_, ""}, UnitResult(), is_probe(file) ? "configure-probe" : refusal(), 0});
      warn_of(records_.back());
      if (!records_.back().reason.empty())
        continue;
      if (root_.empty() && !find_project(records_.back().unit))
        return false;
      parse_source(records_.back());
    }
    warn_of_comments();
    make_plan();
    if (options_.common.verify && anything_)
      verify_plan();
    return true;
  }

  // A launcher that cannot do its work does not keep that to itself.
  void warn_of(const UnitRecord &record) {
    reported_ = true;
    if (record.reason == "runtime-not-found")
      report_warning(record.unit.file, "is compiled as it is: the runtime's libraries and headers are not beside this "
                                       "program; keep bin, lib and include together");
    else if (record.reason == "compiler-not-redirected")
      report_warning(record.unit.file, "is compiled as it is: the compiler did not read the rewritten text; see "
                                       "docs/troubleshooting.md");
    else if (record.reason == "command-line-too-long")
      report_warning(record.unit.file, "is compiled as it is: the system takes no longer command line than the one "
                                       "given; use a response file");
    else
      reported_ = false;
  }

  void warn_of_comments() const {
    std::vector<const UnitResult *> parsed;
    for (const UnitRecord &record : records_)
      parsed.push_back(&record.result);
    telinject::warn_of_comments(parsed, [&](const std::string &file) {
      return is_under(file, directory_) ? file.substr(directory_.size() + 1) : file;
    });
  }

  void verify_plan() {
    const auto started = std::chrono::steady_clock::now();
    std::vector<VerifiedUnit> units;
    for (const UnitRecord &record : records_)
      if (record.result.parsed)
        units.push_back({record.unit, record.result.files, added_arguments()});
    const VerifyResult verified = verify(plan_, root_, units, 1, [&](const std::vector<SiteKey> &broken) {
      dropped_.insert(dropped_.end(), broken.begin(), broken.end());
      make_plan();
    });
    error_ = verified.first_error;
    if (!anything_)
      report_abandoned();
    records_.front().milliseconds +=
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
  }

  // Nothing could be kept of what was rewritten.
  void report_abandoned() {
    const std::string &file = records_.front().unit.file;
    fallback_ = true;
    give_up("rewritten-does-not-compile");
    if (options_.strict)
      report_error(file, "does not parse when instrumented: " + error_ + "; please report it");
    else
      report_warning(file, "does not parse when instrumented, and is compiled as it was: " + error_);
  }

  // The plan of all sources, without the sites that were dropped.
  void make_plan() {
    PlanBuilder builder(options_.common, root_.empty() ? "/" : root_);
    for (const UnitRecord &record : records_)
      builder.add(record.result);
    for (const SiteKey &key : dropped_)
      builder.drop(key, "does-not-compile");
    plan_ = builder.finish(NoLineForInclude::force_by_command_line);
    anything_ = redirects_ = force_include_ = false;
    for (const auto &[file, planned] : plan_.files) {
      redirects_ |= planned.rewritten != planned.on_disk;
      anything_ |= redirects_ || planned.rewritten != planned.original; // it may have been rewritten in place before
      force_include_ |= planned.needs_forced_include;
    }
    // An include forced before the precompiled header would keep the compiler from using that.
    if (force_include_ && facts_.uses_precompiled_header)
      give_up("no-line-for-include");
  }

  // The root and the configuration, by the first source that is looked at.
  bool find_project(const Unit &unit) {
    root_ = find_root(options_.common.root, {unit});
    if (root_.empty()) {
      report_error(options_.common.root, "is not a folder; --root takes the folder that holds the project");
      return false;
    }
    if (!complete(options_.common, {sources_folder({unit}), root_, unit.directory}))
      return false;
    if (writes_dependencies(command_))
      config_ = nameable_dependencies(options_.common.config_files);
    return true;
  }

  void parse_source(UnitRecord &record) {
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
      if (const std::string why = cache.keep(record.unit, result); !why.empty())
        report_warning(options_.common.cache, "keeps nothing: " + why + "; name another folder with --cache");
    }
    if (!result.parsed)
      record.reason = "does-not-parse: " + result.error;
    defines_main_ |= result.defines_main;
    record.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
  }

  void give_up(const std::string &reason) {
    anything_ = false;
    for (UnitRecord &record : records_)
      if (record.reason.empty())
        record.reason = reason;
  }

  int compile_rewritten() {
    RunResult result = compile_once();
    if (!scratch_fault_.empty())
      return compile_without_scratch();
    if (was_interrupted(result) || too_long_ || is_users_fault_)
      return too_long_ && options_.strict ? 1 : show(result);
    if (result.status != 0 && !options_.strict) {
      // A fault of the user's is told in the words about the user's text.
      const RunResult original = run_original();
      if (original.status != 0)
        return show(original);
      if (!was_redirected_ && redirects_ && !config_.empty()) { // it may have met the configuration in the source
        give_up("compiler-not-redirected");
        warn_of(records_.front());
        return show(original);
      }
      error_ = first_error(plain_messages(result.errors));
      for (int tries = 1; tries < kMostTries && result.status != 0 && drop_culprits(result.errors, tries); ++tries)
        result = compile_once();
      if (result.status != 0)
        return fall_back();
    }
    if (was_redirected_ || !redirects_)
      return show(result);
    if (result.status != 0 && config_words().empty())
      return show(result);
    give_up("compiler-not-redirected");
    if (!options_.strict) {
      warn_of(records_.front());
      return show(result);
    }
    show(result);
    report_error(records_.front().unit.file,
                 "the compiler did not read the rewritten text; see docs/troubleshooting.md");
    return 1;
  }

  int compile_without_scratch() {
    give_up("no-scratch-file: " + scratch_fault_);
    const std::string &file = records_.front().unit.file;
    if (options_.strict) {
      report_error(file, "cannot be instrumented: " + scratch_fault_);
      return 1;
    }
    reported_ = true;
    report_warning(file, "is compiled as it is: " + scratch_fault_);
    return compile_original();
  }

  int compile_original() {
    if (!config_.empty())
      return show(run_original());
    return run(with_runtime(options_.command), {}, false).status;
  }

  // Runs the command as the user gave it, but for the runtime and the configuration among the dependencies.
  RunResult run_original() {
    if (const std::vector<std::string> more = config_words(); !more.empty()) {
      Redirection redirection;
      if (redirection.write(Plan(), config_).empty()) {
        const RunResult result = run(with_runtime(with_words(options_.command, more)), redirection.variables(), true);
        if (result.status == 0 || was_interrupted(result))
          return result;
      }
    }
    return run(with_runtime(options_.command), {}, true);
  }

  // Runs a command that has more words than the user's; the user's own where it is too long for the system.
  RunResult run(const std::vector<std::string> &command, const Variables &variables, bool keep_errors) {
    const std::vector<std::string> colors = keep_errors ? color_arguments(command) : std::vector<std::string>();
    RunResult result = run_program(with_words(command, colors), variables, keep_errors);
    if (result.start_error == E2BIG && command != options_.command) {
      if (!too_long_ && anything_) {
        give_up("command-line-too-long");
        warn_of(records_.front());
      }
      too_long_ = true;
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

  // What the compile of a rewritten unit gets besides.
  std::vector<std::string> added_arguments() const {
    std::vector<std::string> added = include_arguments();
    if (const std::string runtime = shared_runtime(); !runtime.empty() && !(facts_.static_link && facts_.links))
      added.push_back(runtime_definition(runtime));
    if (force_include_)
      added.insert(added.end(), {"-include", "telinject/telinject.h"});
    // GCC complains of calls that keep registers in an external inline function where headers are not spared.
    if (std::find(options_.command.begin(), options_.command.end(), "-Wsystem-headers") != options_.command.end())
      added.push_back("-DTELINJECT_PLAIN_CALLS");
    return added;
  }

  RunResult compile_once() {
    Redirection redirection;
    scratch_fault_ = redirection.write(plan_, config_);
    if (!scratch_fault_.empty())
      return {};
    std::vector<std::string> command = with_words(options_.command, added_arguments());
    if (defines_main_ && !says_build(command))
      if (const std::string told = build_facts(options_.common, root_); !told.empty())
        command = with_words(command, {build_definition(told)});
    if (options_.raises_inliner_limits)
      command = with_words(command, inliner_arguments(command_, records_.front().result.is_cxx));
    command = with_words(command, raised_limits(command_, records_.front().result.is_cxx));
    command = with_words(command, config_words());
    const Variables variables = redirection.variables();
    RunResult result = run(with_runtime(command), variables, true);
    if (turn_off_flow_warnings(command, result.errors)) {
      // Those that the original gets too stay.
      RunResult original = run_original();
      is_users_fault_ = original.status != 0;
      if (is_users_fault_)
        return original;
      // With one off, the compiler may give another for the same place.
      int tries = 0;
      do
        result = run(with_runtime(command), variables, true);
      while (++tries < kMostQuieterTries && turn_off_flow_warnings(command, result.errors));
      if (result.status == 0)
        result.errors = original.errors;
    }
    was_redirected_ = redirection.was_used();
    return result;
  }

  // Gives up the sites that the compiler's errors point at; false where there are none, or nothing is left to rewrite.
  bool drop_culprits(const std::string &errors, int tries) {
    const std::vector<SiteKey> found =
        culprits(plan_, records_.front().unit.directory, places_of_errors(plain_messages(errors)),
                 tries > 2 ? CulpritExtent::function : CulpritExtent::site);
    if (found.empty())
      return false;
    dropped_.insert(dropped_.end(), found.begin(), found.end());
    make_plan();
    return anything_;
  }

  // Turns those flow warnings off that the compile gave; false where it gave none that can be.
  static bool turn_off_flow_warnings(std::vector<std::string> &command, const std::string &errors) {
    if (errors.empty())
      return false; // as most compiles; which compiler it is takes a look at the disk
    const std::string messages = plain_messages(errors);
    const size_t before = command.size();
    for (const std::string &name : flow_warnings(compiler_family(command))) {
      const std::string off = "-Wno-" + name;
      bool given = false; // the last is how Clang writes an error
      for (const char *before_name : {"[-W", "[-Werror=", "[-Werror,-W"})
        given |= messages.find(before_name + name) != std::string::npos;
      if (given && std::find(command.begin(), command.end(), off) == command.end())
        command = with_words(command, {off});
    }
    return command.size() != before;
  }

  // The rewritten unit does not compile and the original does: that one it is.
  int fall_back() {
    const int status = compile_original();
    fallback_ = status == 0;
    if (fallback_) {
      give_up("rewritten-does-not-compile");
      report_warning(records_.front().unit.file, "did not compile when instrumented, and was compiled as it was" +
                                                     (error_.empty() ? "" : ": " + error_) +
                                                     "; telinject cc --strict shows all errors");
    }
    return status;
  }

  // A link of instrumented objects gets the runtime: those of a launcher that sees compiles only load it by themselves,
  // but only a linked runtime sees _exit, exec and dlclose.
  std::vector<std::string> with_runtime(std::vector<std::string> command) const {
    if (!facts_.links || facts_.no_runtime || facts_.relocatable_link || !other_machine(command_).empty())
      return command;
    if (!anything_ && !links_instrumented_objects(command_, facts_))
      return command;
    return with_words(std::move(command), runtime_link_words(facts_.static_link));
  }

  // The unit's sites as the plan left them: it may have refused what parsing found.
  std::vector<Site> as_planned(const UnitResult &result) const {
    PlanBuilder own(options_.common, root_);
    own.add(result);
    for (const SiteKey &key : dropped_)
      own.drop(key, "does-not-compile");
    return own.finish(NoLineForInclude::force_by_command_line).sites;
  }

  Totals totals_of(const UnitRecord &record) const {
    Totals totals = count(as_planned(record.result));
    if (record.reason.empty() || totals.instrumented() == 0)
      return totals;
    const std::string reason = record.reason.substr(0, record.reason.find(':'));
    for (auto &[name, counts] : totals.constructs) {
      totals.skipped[reason] += counts.instrumented;
      counts.instrumented = 0;
    }
    return totals;
  }

  // Says where nothing was instrumented; false, and nothing is left of the compile, where --require is not met.
  bool check_coverage() const {
    const unsigned required = options_.common.require;
    if (required == 0 && anything_ && records_.size() == 1)
      return true; // as most compiles; counting takes a plan
    bool enough = true;
    for (const UnitRecord &record : records_)
      enough &= report_coverage({record.unit.file, record.reason, root_, !record.result.files.empty(),
                                 fallback_ || reported_, totals_of(record)},
                                required);
    if (!enough)
      remove_outputs(command_, facts_);
    return enough;
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

  LauncherOptions options_;
  const std::string directory_ = working_directory();
  const std::vector<std::string> command_; // with what its response files hold
  const CommandFacts facts_;
  std::string root_;
  std::string scratch_fault_;       // why no rewritten text could be laid down for the compiler
  std::vector<std::string> config_; // the files of the configuration that a dependency file is to name
  std::vector<UnitRecord> records_;
  std::vector<SiteKey> dropped_; // what did not parse, or the compiler complained of
  Plan plan_;
  std::string error_; // the compiler's, or Clang's, first about the rewritten text
  bool anything_ = false, redirects_ = false, defines_main_ = false, force_include_ = false, fallback_ = false,
       was_redirected_ = false, too_long_ = false, is_users_fault_ = false;
  bool reported_ = false; // a warning says why nothing is instrumented
};

} // namespace

int run_launcher(const LauncherOptions &options) {
  LauncherOptions given = options;
  given.command = without_separator(options.command);
  return Launch(given).run();
}

} // namespace telinject
