#include "launcher.h"

#include "build_facts.h"
#include "compiler_args.h"
#include "config_file.h"
#include "culprits.h"
#include "diagnostics.h"
#include "files.h"
#include "inliner.h"
#include "install_paths.h"
#include "ledger.h"
#include "link_inputs.h"
#include "parse.h"
#include "plan.h"
#include "process.h"
#include "redirection.h"
#include "root.h"
#include "unit_cache.h"
#include "verify.h"
#include "workers.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
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
  for (const char *mark : {"/conftest.", "/CMakeFiles/CMakeTmp/", "/CMakeFiles/CMakeScratch/",
                           "/CMakeFiles/_CMakeLTOTest", "/CompilerIdC", "/meson-private/", "/.conf_check_"})
    if (file.find(mark) != std::string::npos)
      return true;
  return false;
}

std::string joined(const std::string &list, const std::string &added) {
  return list.empty() ? added : added + ":" + list;
}

class Launch {
public:
  explicit Launch(const LauncherOptions &options)
      : options_(options), command_(expand_response_files(options.command)), facts_(facts_of(command_)) {}

  int run() {
    const bool has_inputs = !facts_.sources.empty() || !facts_.other_inputs.empty();
    if (!facts_.compiles || !has_inputs || facts_.reads_stdin || facts_.precompiles_header)
      return become(options_.command);
    if (facts_.sources.empty())
      return become(with_runtime(command_));
    if (!parse_sources())
      return kBadUsage;
    const int status = anything_ ? compile_rewritten() : run_program(with_runtime(options_.command), {}, false).status;
    write_ledger();
    return status;
  }

private:
  int become(const std::vector<std::string> &command) {
    become_program(command);
    return 127;
  }

  // Why the compile is left alone as a whole, or "".
  std::string refusal() const {
    if (facts_.freestanding)
      return "freestanding";
    if (redirect_library().empty() || include_folder().empty())
      return "runtime-not-found";
    return "";
  }

  // False where the configuration cannot be used.
  bool parse_sources() {
    const std::string directory = std::filesystem::current_path().string();
    for (size_t index : facts_.sources) {
      const std::string file = absolute_path(command_[index], directory);
      records_.push_back({Unit{directory, file, command_, ""}, UnitResult(), refusal(), 0});
      if (records_.back().reason.empty() && is_probe(file))
        records_.back().reason = "configure-probe";
      if (!records_.back().reason.empty())
        continue;
      if (root_.empty() && !find_project(records_.back().unit))
        return false;
      parse_source(records_.back());
    }
    make_plan();
    if (options_.common.verify && anything_)
      verify_plan();
    return true;
  }

  void verify_plan() {
    const auto started = std::chrono::steady_clock::now();
    std::vector<VerifiedUnit> units;
    for (const UnitRecord &record : records_)
      if (record.result.parsed)
        units.push_back({record.unit, record.result.files, added_arguments()});
    verify(plan_, root_, units, 1, [&](const std::vector<SiteKey> &broken) {
      dropped_.insert(dropped_.end(), broken.begin(), broken.end());
      make_plan();
    });
    records_.front().milliseconds +=
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
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
    return complete(options_.common, {sources_folder({unit}), root_, unit.directory});
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
    if (result.status != 0 && !options_.strict) {
      // A fault of the user's is told in the words about the user's text.
      const RunResult original = run_program(with_runtime(options_.command), {}, true);
      if (original.status != 0)
        return show(original);
      for (int tries = 1; tries < kMostTries && result.status != 0 && drop_culprits(result.errors); ++tries)
        result = compile_once();
      if (result.status != 0)
        return fall_back();
    }
    if (result.status != 0 || was_redirected_ || !redirects_)
      return show(result);
    give_up("compiler-not-redirected");
    if (!options_.strict)
      return show(result);
    report_error(records_.front().unit.file,
                 "the compiler did not read the rewritten text; see docs/troubleshooting.md");
    return 1;
  }

  static int show(const RunResult &result) {
    std::fwrite(result.errors.data(), 1, result.errors.size(), stderr);
    return result.status;
  }

  // What the compile of a rewritten unit gets besides.
  std::vector<std::string> added_arguments() const {
    std::vector<std::string> added = {"-isystem", include_folder()};
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
    if (const std::string why = redirection.write(plan_); !why.empty())
      return {127, "telinject: " + why + "\n"};
    std::vector<std::string> command = options_.command;
    const std::vector<std::string> added = added_arguments();
    command.insert(command.end(), added.begin(), added.end());
    if (defines_main_ && !says_build(command))
      if (const std::string told = build_facts(options_.common, root_); !told.empty())
        command.push_back(build_definition(told));
    if (options_.raises_inliner_limits)
      for (const std::string &limit : inliner_arguments(command_, records_.front().result.is_cxx))
        command.push_back(limit);
    const char *preload = std::getenv("LD_PRELOAD");
    const Variables variables = {{"TELINJECT_REDIRECT", redirection.table()},
                                 {"LD_PRELOAD", joined(preload ? preload : "", redirect_library())}};
    RunResult result = run_program(with_runtime(command), variables, true);
    // With one off, the compiler may give another for the same place.
    for (int tries = 0; tries < kMostQuieterTries && turn_off_flow_warnings(command, result.errors); ++tries)
      result = run_program(with_runtime(command), variables, true);
    was_redirected_ = redirection.was_used();
    return result;
  }

  // Gives up the sites that the compiler's errors point at; false where there are none, or nothing is left to rewrite.
  bool drop_culprits(const std::string &errors) {
    const std::vector<SiteKey> found = culprits(plan_, records_.front().unit.directory, places_of_errors(errors));
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
    const size_t before = command.size();
    for (const std::string &name : flow_warnings(compiler_family(command.front()))) {
      const std::string off = "-Wno-" + name;
      bool given = false; // the last is how Clang writes an error
      for (const char *before_name : {"[-W", "[-Werror=", "[-Werror,-W"})
        given |= errors.find(before_name + name) != std::string::npos;
      if (!given)
        continue;
      if (std::find(command.begin(), command.end(), off) == command.end())
        command.push_back(off);
    }
    return command.size() != before;
  }

  // The rewritten unit does not compile and the original does: that one it is.
  int fall_back() {
    const int status = run_program(with_runtime(options_.command), {}, false).status;
    fallback_ = status == 0;
    if (fallback_) {
      give_up("rewritten-does-not-compile");
      report_warning(records_.front().unit.file, "did not compile when instrumented, and was compiled as it was; "
                                                 "telinject cc --strict shows why");
    }
    return status;
  }

  // A link of instrumented objects gets the runtime: those of a launcher that sees compiles only load it by themselves,
  // but only a linked runtime sees _exit, exec and dlclose.
  std::vector<std::string> with_runtime(std::vector<std::string> command) const {
    if (!facts_.links || facts_.no_runtime || facts_.relocatable_link)
      return command;
    if (!anything_ && !links_instrumented_objects(command_, facts_))
      return command;
    if (facts_.static_link) {
      // Nothing refers to the library by a strong name, so it has to be asked for.
      if (const std::string library = static_runtime(); !library.empty())
        command.insert(command.end(), {"-x", "none", "-Wl,-u,telinject_attach", library, "-pthread",
                                       "-Wl,--wrap=_Unwind_RaiseException,--wrap=_Unwind_Resume_or_Rethrow"});
      return command;
    }
    const std::string library = shared_runtime();
    if (library.empty())
      return command;
    const std::string folder = library.substr(0, library.rfind('/'));
    // -x none: the library is no source, whatever -x said before.  Nothing refers to it by a strong name.
    command.insert(command.end(), {"-x", "none", "-Wl,--push-state,--no-as-needed", runtime_link_name(library),
                                   "-Wl,--pop-state", "-Wl,-rpath," + folder});
    return command;
  }

  static std::string runtime_link_name(const std::string &library) {
    // The name without a version, as a linker expects it, where the build or the installation has one.
    const std::string plain = library.substr(0, library.find(".so") + 3);
    return real_path(plain).empty() ? library : plain;
  }

  // The unit's sites as the plan left them: it may have refused what parsing found.
  std::vector<Site> as_planned(const UnitResult &result) const {
    PlanBuilder own(options_.common, root_);
    own.add(result);
    for (const SiteKey &key : dropped_)
      own.drop(key, "does-not-compile");
    return own.finish(NoLineForInclude::force_by_command_line).sites;
  }

  void write_ledger() const {
    if (options_.ledger.empty())
      return;
    std::string lines;
    for (const UnitRecord &record : records_) {
      Totals totals = count(as_planned(record.result));
      if (!record.reason.empty() && totals.instrumented() > 0) {
        const std::string reason = record.reason.substr(0, record.reason.find(':'));
        for (auto &[name, counts] : totals.constructs) {
          totals.skipped[reason] += counts.instrumented;
          counts.instrumented = 0;
        }
      }
      lines += unit_line(record.unit.file, totals, fallback_, record.reason, record.milliseconds) + "\n";
    }
    const int file = ::open(options_.ledger.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0 || ::write(file, lines.data(), lines.size()) != static_cast<ssize_t>(lines.size()))
      report_warning(options_.ledger, "the ledger cannot be written; choose another file with --ledger");
    if (file >= 0)
      ::close(file);
  }

  LauncherOptions options_;
  const std::vector<std::string> command_; // with what its response files hold
  const CommandFacts facts_;
  std::string root_;
  std::vector<UnitRecord> records_;
  std::vector<SiteKey> dropped_; // what did not parse, or the compiler complained of
  Plan plan_;
  bool anything_ = false, redirects_ = false, defines_main_ = false, force_include_ = false, fallback_ = false,
       was_redirected_ = false;
};

} // namespace

int run_launcher(const LauncherOptions &options) {
  return Launch(options).run();
}

} // namespace telinject
