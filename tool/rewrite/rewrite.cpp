// Implements the commands that rewrite and strip files.
#include "tool/rewrite/rewrite.h"

#include "tool/base/diagnostics.h"
#include "tool/base/diff.h"
#include "tool/base/files.h"
#include "tool/base/install_paths.h"
#include "tool/base/phase_clock.h"
#include "tool/base/workers.h"
#include "tool/compiler/compile_db.h"
#include "tool/compiler/compiler_args.h"
#include "tool/compiler/root.h"
#include "tool/config/build_facts.h"
#include "tool/config/config_file.h"
#include "tool/parse/parse.h"
#include "tool/parse/unit_cache.h"
#include "tool/rewrite/build_stats.h"
#include "tool/rewrite/comment_warnings.h"
#include "tool/rewrite/coverage.h"
#include "tool/rewrite/ledger.h"
#include "tool/rewrite/out_tree.h"
#include "tool/rewrite/plan.h"
#include "tool/rewrite/verify.h"
#include "tool/source/include_line.h"
#include "tool/source/strip.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include <unistd.h>

namespace telinject::rewrite {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxReported = 20; // maximum number of unchanged files to report

class Rewrite {
public:
  explicit Rewrite(const Options &options) : options_(options) {}

  int run() {
    const auto started = Clock::now();
    if (const auto begun = begin(); !begun) {
      report_error(begun.failure());
      return kBadUsage;
    }
    parse_all();
    warn_of_comments();
    make_plan({});
    if (options_.verify)
      verify_plan();
    const int code = deliver();
    write_stats();
    if (!options_.quiet)
      summarize(std::chrono::duration<double>(Clock::now() - started).count());
    const auto covered = check_coverage(coverage(), options_.require);
    if (covered)
      report_warning(*covered);
    else
      report_error(covered.failure());
    return failed_ > 0 || abandoned_ || !covered ? kSomeFailed : code;
  }

private:
  // Reads the database and the configuration.
  Result<void> begin() {
    auto units = read_compile_db(options_.build, &skipped_entries_);
    if (!units)
      return units.failure();
    units_ = *std::move(units);
    if (auto selected = select_files(); !selected)
      return selected;
    if (auto chosen = choose_root(); !chosen)
      return chosen;
    return complete_options(options_, {sources_folder(units_), root_, std::filesystem::current_path().string()});
  }

  // Keeps only units of the requested files.
  Result<void> select_files() {
    if (options_.files.empty())
      return {};
    std::set<std::string> wanted;
    for (const std::string &file : options_.files) {
      const std::string real = real_path(file);
      const bool known =
          std::any_of(units_.begin(), units_.end(), [&](const Unit &u) { return real_path(u.file) == real; });
      if (real.empty())
        return Failure{"there is no such file", file};
      if (!known)
        return Failure{"is not in the compilation database; add it to the build, or name another -p", file};
      wanted.insert(real);
    }
    std::erase_if(units_, [&](const Unit &unit) { return !wanted.count(real_path(unit.file)); });
    return {};
  }

  Result<void> choose_root() {
    const bool given = !options_.root.empty();
    root_ = units_.empty() && !given ? std::filesystem::current_path().string() : find_root(options_.root, units_);
    if (root_.empty() && given)
      return Failure{"is not a folder; --root takes the folder that holds the project", options_.root};
    if (root_.empty())
      return Failure{"names no source in a folder that exists; configure the build again", options_.build};
    return {};
  }

  std::string display_name(const std::string &file) const {
    return is_under(file, root_) ? file.substr(root_.size() + 1) : file;
  }

  void parse_all() {
    results_.resize(units_.size());
    parse_ms_.resize(units_.size());
    const UnitCache cache(options_.cache, root_, options_.constructs);
    std::vector<size_t> unparsed;
    for (size_t i = 0; i < units_.size(); ++i) {
      if (auto known = cache.find(units_[i]))
        results_[i] = std::move(*known);
      else
        unparsed.push_back(i);
    }
    size_t ended = units_.size() - unparsed.size();
    const bool progress = !options_.quiet && ::isatty(STDERR_FILENO);
    bool cache_works = true;
    const InPhase parsing(clock_, Phase::parse);
    run_in_workers(
        unparsed.size(), jobs(),
        [&](size_t k) {
          const double before = cpu_milliseconds();
          std::string text =
              to_text(parse_unit(units_[unparsed[k]], root_, options_.constructs, !options_.cache.empty()));
          return std::to_string(cpu_milliseconds() - before) + "\n" + std::move(text);
        },
        [&](size_t k, const std::string &answer) {
          const size_t i = unparsed[k];
          const size_t head = answer.find('\n'); // a worker that died gives no answer
          parse_ms_[i] = std::strtod(answer.c_str(), nullptr);
          results_[i] = unit_result_from_text(head == std::string::npos ? "" : answer.substr(head + 1));
          ++ended;
          if (progress)
            std::fprintf(stderr, "[%zu/%zu] %s\n", ended, units_.size(), display_name(units_[i].file).c_str());
          if (results_[i].parsed) {
            const auto stored = cache_works ? cache.store(units_[i], results_[i]) : Result<void>();
            if (stored)
              return;
            cache_works = false;
            report_warning(options_.cache,
                           "cannot write to the cache folder: " + stored.error() + "; choose another with --cache");
            return;
          }
          ++failed_;
          report_error(results_[i].error.find(':') == std::string::npos ? units_[i].file : "",
                       results_[i].error + "; left unchanged, see docs/troubleshooting.md, \"does not parse\"");
        });
  }

  void warn_of_comments() const {
    std::vector<const UnitResult *> parsed;
    for (const UnitResult &result : results_)
      parsed.push_back(&result);
    telinject::rewrite::warn_of_comments(parsed, [this](const std::string &file) { return display_name(file); });
  }

  // Plans without the broken sites.
  void make_plan(const std::vector<SiteKey> &broken) {
    const InPhase rewriting(clock_, Phase::rewrite);
    PlanBuilder builder(options_, root_);
    for (size_t i = 0; i < units_.size(); ++i)
      builder.add(results_[i], includes_by_command(units_[i].arguments, "telinject/telinject.h"));
    for (const SiteKey &key : broken)
      builder.drop(key, "does-not-compile");
    const bool tree = options_.mode == OutputMode::out_tree;
    plan_ = builder.finish(tree ? IncludeFallback::force_by_command_line : IncludeFallback::restart_numbering);
  }

  void verify_plan() {
    const InPhase verifying(clock_, Phase::verify);
    std::vector<SiteKey> all_broken;
    std::vector<VerifiedUnit> units;
    for (size_t i = 0; i < units_.size(); ++i)
      if (results_[i].parsed)
        units.push_back({units_[i], results_[i].files, include_arguments()});
    // In an out tree, the command includes the header of files without a suitable line.
    const bool forced = std::any_of(plan_.files.begin(), plan_.files.end(),
                                    [](const auto &file) { return file.second.needs_forced_include; });
    if (forced)
      for (VerifiedUnit &unit : units)
        unit.extra_arguments.insert(unit.extra_arguments.end(), {"-include", "telinject/telinject.h"});
    const VerifyResult verified = verify(plan_, root_, units, jobs(), [&](const std::vector<SiteKey> &broken) {
      all_broken.insert(all_broken.end(), broken.begin(), broken.end());
      make_plan(all_broken);
    });
    for (size_t i = 0; i < std::min(verified.abandoned.size(), kMaxReported); ++i)
      report_error(display_name(verified.abandoned[i].file), "does not parse when instrumented; left unchanged: " +
                                                                 verified.abandoned[i].error + "; please report it");
    if (verified.abandoned.size() > kMaxReported)
      report_error("", std::to_string(verified.abandoned.size() - kMaxReported) +
                           " more files do not parse when instrumented and were left unchanged; --list names them");
    abandoned_ = !verified.abandoned.empty();
  }

  RunCoverage coverage() const {
    const bool reads_project =
        std::any_of(results_.begin(), results_.end(), [](const UnitResult &result) { return !result.files.empty(); });
    return {options_.build, root_, units_.size(), failed_, reads_project, count(plan_.sites)};
  }

  unsigned jobs() const { return options_.jobs ? options_.jobs : std::max(1u, std::thread::hardware_concurrency()); }

  int deliver() {
    const InPhase rewriting(clock_, Phase::rewrite);
    switch (options_.mode) {
    case OutputMode::out_tree:
      return write_tree();
    case OutputMode::in_place:
      return write_in_place();
    case OutputMode::diff:
      return show_diff();
    case OutputMode::check:
      return check();
    case OutputMode::list:
      std::fputs((options_.json ? ledger_json(plan_.sites, root_) : ledger_text(plan_.sites, root_)).c_str(), stdout);
      return kDone;
    case OutputMode::explain:
      return explain();
    }
    return kDone;
  }

  int explain() {
    const std::string &name = options_.files.front();
    std::string text =
        explanation(plan_.sites, options_.constructs.aspects, real_path(name), options_.explained_line, root_);
    if (text.empty())
      text = name + ":" + std::to_string(options_.explained_line) +
             ": nothing here is a candidate of the selected events\n";
    std::fputs(text.c_str(), stdout);
    return std::fflush(stdout) == 0 ? kDone : kSomeFailed;
  }

  int write_tree() {
    const auto written = write_out_tree(absolute_path(options_.out, std::filesystem::current_path().string()), root_,
                                        plan_, units_, results_, build_facts(options_, root_));
    if (written)
      return kDone;
    report_error(written.failure());
    return kSomeFailed;
  }

  int write_in_place() {
    int code = kDone;
    for (const auto &[file, planned] : plan_.files) {
      if (planned.rewritten == planned.on_disk)
        continue;
      if (const auto written = write_file_atomically(file, planned.rewritten); !written) {
        report_error(display_name(file), "was not written: " + written.error());
        code = kSomeFailed;
      }
    }
    return code;
  }

  int show_diff() {
    for (const auto &[file, planned] : plan_.files)
      std::fputs(unified_diff(planned.on_disk, planned.rewritten, display_name(file)).c_str(), stdout);
    return kDone;
  }

  int check() {
    int code = kDone;
    for (const auto &[file, planned] : plan_.files) {
      if (planned.rewritten == planned.on_disk)
        continue;
      std::fprintf(stdout, "%s\n", display_name(file).c_str());
      code = kCheckFound;
    }
    return code;
  }

  PhaseTimes times() const {
    return {clock_.milliseconds(Phase::parse), clock_.milliseconds(Phase::rewrite), clock_.milliseconds(Phase::verify),
            0};
  }

  // A line for each unit, with the insertions in its source, and one of the root for all that units share.
  void write_stats() const {
    if (options_.stats.empty())
      return;
    UnitStats shared{root_, times(), {}};
    std::map<std::string, size_t> rest = inserted_bytes(plan_);
    std::vector<UnitStats> lines;
    std::set<std::string> seen;
    for (size_t i = 0; i < units_.size(); ++i) {
      UnitStats &own = lines.emplace_back(UnitStats{units_[i].file, {parse_ms_[i], 0, 0, 0}, {}});
      shared.times.parse = std::max(0.0, shared.times.parse - parse_ms_[i]);
      const std::string source = real_path(units_[i].file);
      if (!seen.insert(source).second)
        continue;
      own.bytes = inserted_bytes(plan_, source);
      for (const auto &[construct, bytes] : own.bytes)
        rest[construct] -= bytes;
    }
    std::erase_if(rest, [](const auto &one) { return one.second == 0; });
    shared.bytes = rest;
    lines.push_back(shared);
    for (const UnitStats &line : lines)
      if (const auto written = append_stats(options_.stats, line); !written) {
        report_warning(options_.stats, written.error());
        return;
      }
  }

  bool no_aspect_matched() const {
    const auto &events = options_.constructs.events;
    const auto is_wanted = [&](const std::string &word) {
      return events.empty() || std::find(events.begin(), events.end(), word) != events.end();
    };
    return std::any_of(options_.constructs.aspects.begin(), options_.constructs.aspects.end(),
                       [&](const Aspect &aspect) { return is_wanted("call") || is_wanted(aspect.kind); }) &&
           std::none_of(plan_.sites.begin(), plan_.sites.end(), [](const Site &site) {
             return site.construct == "call" || site.construct == "handler" || site.construct == "context";
           });
  }

  void summarize(double seconds) const {
    const Totals totals = count(plan_.sites);
    std::string reasons = reasons_text(totals.skipped);
    if (!reasons.empty())
      reasons = " (" + reasons + ")";
    const std::string skipped_text =
        skipped_entries_ ? ", " + std::to_string(skipped_entries_) + " entries that compile no C or C++" : "";
    std::fprintf(stderr,
                 "telinject: %zu units%s, %zu files, %zu sites instrumented, %zu skipped%s, %zu units failed, %.1f s\n",
                 units_.size(), skipped_text.c_str(), plan_.files.size(), totals.instrumented(),
                 totals.skipped_in_all(), reasons.c_str(), failed_, seconds);
    std::fprintf(stderr, "telinject: CPU time: %s; %s\n", times_text(times()).c_str(),
                 bytes_text(inserted_bytes(plan_)).c_str());
    if (failed_ == 0 && no_aspect_matched())
      std::fputs(
          "telinject: no aspect matched a call; `telinject aspects --list` has the functions that are described\n",
          stderr);
    if (!options_.verbose)
      return;
    std::vector<Site> skipped;
    for (const Site &site : plan_.sites)
      if (!site.instrumented())
        skipped.push_back(site);
    std::fputs(ledger_text(skipped, root_).c_str(), stderr);
  }

  Options options_;
  PhaseClock clock_;
  std::vector<double> parse_ms_; // by unit: processor time of its parse
  std::string root_;
  std::vector<Unit> units_;
  std::vector<UnitResult> results_;
  Plan plan_;
  size_t failed_ = 0;
  bool abandoned_ = false;     // a file was left unchanged, because no rewrite of it parses
  size_t skipped_entries_ = 0; // database entries that compile no C or C++
};

// Returns the files to strip: the named ones, or every source of the database and all files below its root.
Result<std::vector<std::string>> files_to_strip(const Options &options) {
  if (!options.files.empty())
    return options.files;
  std::vector<std::string> files;
  const auto units = read_compile_db(options.build);
  if (!units)
    return units.failure();
  const std::string root = find_root(options.root, *units);
  for (const Unit &unit : *units)
    files.push_back(unit.file);
  if (is_shared_folder(root))
    return files;
  std::error_code failed;
  using Walk = std::filesystem::recursive_directory_iterator;
  for (Walk entry(root, std::filesystem::directory_options::skip_permission_denied, failed), end; entry != end;
       entry.increment(failed)) {
    if (entry->is_directory(failed) &&
        (entry->path().filename() == ".git" || std::filesystem::exists(entry->path() / ".telinject-out")))
      entry.disable_recursion_pending();
    else if (entry->is_regular_file(failed) && !entry->is_symlink(failed))
      files.push_back(entry->path().string());
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

// In a whole tree, strips only code files and files that include the macros' header, but not documents that quote
// instrumented code.
bool is_code(const std::string &file, const std::string &text) {
  static const std::set<std::string> code = {".h",   ".hh",  ".hpp", ".hxx", ".h++", ".H",  ".inc",
                                             ".inl", ".ipp", ".tcc", ".tpp", ".txx", ".def"};
  static const std::set<std::string> documents = {".md",   ".rst", ".adoc", ".txt", ".html", ".htm",  ".tex", ".patch",
                                                  ".diff", ".rej", ".orig", ".log", ".json", ".yaml", ".yml", ".jsonl"};
  const std::string extension = std::filesystem::path(file).extension().string();
  if (is_source_name(file) || code.count(extension))
    return true;
  return !documents.count(extension) && has_inserted_include(text);
}

// Reports why a file cannot be stripped, up to a maximum number of lines.
void report_refusals(const std::string &file, const std::vector<StripRefusal> &refusals) {
  constexpr size_t kMaxShown = 20;
  for (size_t i = 0; i < refusals.size() && i < kMaxShown; ++i)
    report_error(file + ":" + std::to_string(refusals[i].line), refusals[i].message + " (file left unchanged)");
  if (refusals.size() > kMaxShown)
    report_error(file, std::to_string(refusals.size() - kMaxShown) + " more such lines; resolve those above first");
}

} // namespace

int run_rewrite(const Options &options) {
  return Rewrite(options).run();
}

int run_strip(const Options &options) {
  const bool whole_tree = options.files.empty();
  const auto files = files_to_strip(options);
  if (!files) {
    report_error(files.failure());
    return kBadUsage;
  }
  size_t changed = 0;
  int code = kDone;
  for (const std::string &file : *files) {
    const auto text = read_file(file);
    if (!text) {
      report_error(file, "cannot be read: " + text.error());
      code = kSomeFailed;
      continue;
    }
    if (!may_be_instrumented(*text) || text->find('\0') != std::string::npos)
      continue;
    if (whole_tree && !is_code(file, *text))
      continue;
    const StripResult stripped = strip_insertions(*text);
    if (!stripped.refusals.empty()) {
      report_refusals(file, stripped.refusals);
      code = kSomeFailed;
      continue;
    }
    if (stripped.text == *text)
      continue;
    if (const auto written = write_file_atomically(real_path(file), stripped.text); !written) {
      report_error(file, "was not written: " + written.error());
      code = kSomeFailed;
      continue;
    }
    ++changed;
  }
  if (!options.quiet)
    std::fprintf(stderr, "telinject: %zu of %zu files stripped\n", changed, files->size());
  return code;
}

} // namespace telinject::rewrite
