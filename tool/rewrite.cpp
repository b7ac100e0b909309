#include "rewrite.h"

#include "build_facts.h"
#include "comment_warnings.h"
#include "compile_db.h"
#include "config_file.h"
#include "diagnostics.h"
#include "diff.h"
#include "files.h"
#include "install_paths.h"
#include "ledger.h"
#include "out_tree.h"
#include "parse.h"
#include "plan.h"
#include "root.h"
#include "strip.h"
#include "unit_cache.h"
#include "verify.h"
#include "workers.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <set>
#include <thread>

#include <unistd.h>

namespace telinject {
namespace {

using Clock = std::chrono::steady_clock;

class Rewrite {
public:
  explicit Rewrite(const Options &options) : options_(options) {}

  int run() {
    const auto started = Clock::now();
    auto units = read_compile_db(options_.build);
    if (!units)
      return kBadUsage;
    units_ = std::move(*units);
    if (!select_files())
      return kBadUsage;
    root_ = find_root(options_.root, units_);
    if (root_.empty()) {
      report_error(options_.root, "is not a folder; --root takes the folder that holds the project");
      return kBadUsage;
    }
    if (!complete(options_, {sources_folder(units_), root_, std::filesystem::current_path().string()}))
      return kBadUsage;
    parse_all();
    warn_of_comments();
    make_plan({});
    if (options_.verify)
      verify_plan();
    const int code = deliver();
    if (!options_.quiet)
      summarize(std::chrono::duration<double>(Clock::now() - started).count());
    return failed_ > 0 ? kSomeFailed : code;
  }

private:
  // Keeps the units of the files asked for.
  bool select_files() {
    if (options_.files.empty())
      return true;
    std::set<std::string> wanted;
    for (const std::string &file : options_.files) {
      const std::string real = real_path(file);
      const bool known =
          std::any_of(units_.begin(), units_.end(), [&](const Unit &u) { return real_path(u.file) == real; });
      if (real.empty() || !known) {
        report_error(file, real.empty()
                               ? "there is no such file"
                               : "is not in the compilation database; add it to the build, or name another -p");
        return false;
      }
      wanted.insert(real);
    }
    std::erase_if(units_, [&](const Unit &unit) { return !wanted.count(real_path(unit.file)); });
    return true;
  }

  std::string shown(const std::string &file) const {
    return is_under(file, root_) ? file.substr(root_.size() + 1) : file;
  }

  void parse_all() {
    results_.resize(units_.size());
    const UnitCache cache(options_.cache, root_, options_.constructs);
    std::vector<size_t> to_parse;
    for (size_t i = 0; i < units_.size(); ++i) {
      if (auto known = cache.find(units_[i]))
        results_[i] = std::move(*known);
      else
        to_parse.push_back(i);
    }
    size_t ended = units_.size() - to_parse.size();
    const bool progress = !options_.quiet && ::isatty(STDERR_FILENO);
    bool cache_works = true;
    run_in_workers(
        to_parse.size(), jobs(),
        [&](size_t k) {
          return to_text(parse_unit(units_[to_parse[k]], root_, options_.constructs, !options_.cache.empty()));
        },
        [&](size_t k, const std::string &text) {
          const size_t i = to_parse[k];
          results_[i] = unit_result_from_text(text);
          ++ended;
          if (progress)
            std::fprintf(stderr, "[%zu/%zu] %s\n", ended, units_.size(), shown(units_[i].file).c_str());
          if (results_[i].parsed) {
            const std::string why = cache_works ? cache.keep(units_[i], results_[i]) : "";
            if (why.empty())
              return;
            cache_works = false;
            report_warning(options_.cache, "keeps nothing: " + why + "; name another folder with --cache");
            return;
          }
          ++failed_;
          report_error(results_[i].error.find(':') == std::string::npos ? units_[i].file : "",
                       results_[i].error + "; left as it was: see docs/troubleshooting.md, \"does not parse\"");
        });
  }

  void warn_of_comments() const {
    std::vector<const UnitResult *> parsed;
    for (const UnitResult &result : results_)
      parsed.push_back(&result);
    telinject::warn_of_comments(parsed, [this](const std::string &file) { return shown(file); });
  }

  // The plan without the sites that were found to be broken.
  void make_plan(const std::vector<SiteKey> &broken) {
    PlanBuilder builder(options_, root_);
    for (const UnitResult &result : results_)
      builder.add(result);
    for (const SiteKey &key : broken)
      builder.drop(key, "does-not-compile");
    const bool tree = options_.mode == OutputMode::out_tree;
    plan_ = builder.finish(tree ? NoLineForInclude::force_by_command_line : NoLineForInclude::restart_numbering);
  }

  void verify_plan() {
    std::vector<SiteKey> all_broken;
    std::vector<VerifiedUnit> units;
    for (size_t i = 0; i < units_.size(); ++i)
      if (results_[i].parsed)
        units.push_back({units_[i], results_[i].files, {"-isystem", include_folder()}});
    // In a tree, a file without a line for the #include gets the header by its command.
    const bool forced = std::any_of(plan_.files.begin(), plan_.files.end(),
                                    [](const auto &file) { return file.second.needs_forced_include; });
    if (forced)
      for (VerifiedUnit &unit : units)
        unit.more.insert(unit.more.end(), {"-include", "telinject/telinject.h"});
    verify(plan_, root_, units, jobs(), [&](const std::vector<SiteKey> &broken) {
      all_broken.insert(all_broken.end(), broken.begin(), broken.end());
      make_plan(all_broken);
    });
  }

  unsigned jobs() const { return options_.jobs ? options_.jobs : std::max(1u, std::thread::hardware_concurrency()); }

  int deliver() {
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
    }
    return kDone;
  }

  int write_tree() {
    if (write_out_tree(absolute_path(options_.out, std::filesystem::current_path().string()), root_, plan_, units_,
                       results_, build_facts(options_, root_)))
      return kDone;
    return kSomeFailed;
  }

  int write_in_place() {
    int code = kDone;
    for (const auto &[file, planned] : plan_.files) {
      if (planned.rewritten == planned.on_disk)
        continue;
      if (const std::string why = write_file_atomically(file, planned.rewritten); !why.empty()) {
        report_error(shown(file), "was not written: " + why);
        code = kSomeFailed;
      }
    }
    return code;
  }

  int show_diff() {
    for (const auto &[file, planned] : plan_.files)
      std::fputs(unified_diff(planned.on_disk, planned.rewritten, shown(file)).c_str(), stdout);
    return kDone;
  }

  int check() {
    int code = kDone;
    for (const auto &[file, planned] : plan_.files) {
      if (planned.rewritten == planned.on_disk)
        continue;
      std::fprintf(stdout, "%s\n", shown(file).c_str());
      code = kCheckFound;
    }
    return code;
  }

  void summarize(double seconds) const {
    const Totals totals = count(plan_.sites);
    std::string reasons;
    for (const auto &[reason, n] : totals.skipped)
      reasons += (reasons.empty() ? " (" : ", ") + reason + " " + std::to_string(n);
    if (!reasons.empty())
      reasons += ")";
    std::fprintf(stderr,
                 "telinject: %zu units, %zu files, %zu sites instrumented, %zu skipped%s, %zu units failed, %.1f s\n",
                 units_.size(), plan_.files.size(), totals.instrumented(), totals.skipped_in_all(), reasons.c_str(),
                 failed_, seconds);
    if (!options_.verbose)
      return;
    std::vector<Site> skipped;
    for (const Site &site : plan_.sites)
      if (!site.instrumented())
        skipped.push_back(site);
    std::fputs(ledger_text(skipped, root_).c_str(), stderr);
  }

  Options options_;
  std::string root_;
  std::vector<Unit> units_;
  std::vector<UnitResult> results_;
  Plan plan_;
  size_t failed_ = 0;
};

// The files to strip: those named, or every source of the database and all else under its root.
std::vector<std::string> files_to_strip(const Options &options, bool &good) {
  if (!options.files.empty())
    return options.files;
  std::vector<std::string> files;
  const auto units = read_compile_db(options.build);
  if (!units) {
    good = false;
    return files;
  }
  const std::string root = find_root(options.root, *units);
  for (const Unit &unit : *units)
    files.push_back(unit.file);
  if (is_too_wide(root))
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

} // namespace

int run_rewrite(const Options &options) {
  return Rewrite(options).run();
}

int run_strip(const Options &options) {
  bool good = true;
  const std::vector<std::string> files = files_to_strip(options, good);
  if (!good)
    return kBadUsage;
  size_t changed = 0;
  int code = kDone;
  for (const std::string &file : files) {
    std::string why;
    const auto text = read_file(file, &why);
    if (!text) {
      report_error(file, "cannot be read: " + why);
      code = kSomeFailed;
      continue;
    }
    // Of a whole tree, only what the macros' header was brought into; files named are taken as they are.
    if (!may_be_instrumented(*text) || text->find('\0') != std::string::npos)
      continue;
    const std::string original = strip(*text);
    if (original == *text)
      continue;
    const std::string real = real_path(file);
    if (why = write_file_atomically(real, original); !why.empty()) {
      report_error(file, "was not written: " + why);
      code = kSomeFailed;
      continue;
    }
    ++changed;
  }
  if (!options.quiet)
    std::fprintf(stderr, "telinject: %zu of %zu files stripped\n", changed, files.size());
  return code;
}

} // namespace telinject
