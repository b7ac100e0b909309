// Compares two accounts of one process, site by site: what its lines add up to, and what its summaries say (`sites`).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tool/events/input/event.h"
#include "tool/events/input/fault_log.h"
#include "tool/events/input/folded.h"
#include "tool/events/input/id_hash.h"

namespace telinject::events {

class SiteSums {
public:
  static constexpr std::size_t kMaxKeyBytes = 512; // longer keys are cut, in both accounts

  // Adds a line of the process: an exit, an inner event or a summary. Reports summaries that contradict each other.
  void add(const Event &e, Location location, FaultLog &faults);

  // Notes a span that is also_folded, at its exit: `owner`, an open span, must have its call in `folded`,
  // unless an also_folded span between them has it.
  void expect_folded(std::uint64_t owner, const Event &exit);
  // Notes what such a span itself has in `folded`: the owner need not have these calls. After expect_folded of the spans
  // inside.
  void note_folded_inside(std::uint64_t owner, const Event &exit);
  // Reports calls that the exit of their owner does not have.
  void check_expected(const Event &exit, Location location, FaultLog &faults);

  // Reports the sites whose accounts differ. Call after the last line of the process.
  void compare(std::uint64_t pid, FaultLog &faults) const;

  bool has_summary() const { return last_summary_.line != 0; } // one with `sites`
  // Whether the accounts cover the same time: the last line is a summary, and nothing was lost or sampled out.
  bool is_complete() const { return ends_with_summary_ && !is_partial_; }
  void mark_partial() { is_partial_ = true; }
  std::uint64_t size() const { return size_; } // entries stored, and one

private:
  enum Figure : std::size_t { calls, errors, total_ns, iterations, changes, branches, kFigures };
  using Account = std::array<std::uint64_t, kFigures>;
  struct Branch {
    std::uint64_t lines = 0, summaries = 0;
  };
  struct Site {
    Account lines{}, summaries{};
    std::unordered_map<std::string, Branch> branch_counts;
    FoldLevel level = FoldLevel::written; // the least exact of its entries
    bool has_all_errors = true;           // false: the errors of some calls were not observed
    Location summary;                     // the last one that names the site; line 0: none
    std::uint64_t interval = 0;           // the interval of that summary
    bool is_comparable(std::size_t figure) const;
  };

  using Counts = std::unordered_map<std::string, std::uint64_t>; // by site

  Site *site(std::string_view key);
  Site *inner_site(const Event &e);
  void add_written(const Event &e);
  void add_entry(const FoldedEntry &entry, Site &site, Account Site::*account, std::uint64_t Branch::*branch_account);
  void add_folded(const Value &folded);
  void add_branch(Site &site, std::string_view name, std::uint64_t count, std::uint64_t Branch::*account);
  void add_summary(const Event &e, Location location, FaultLog &faults);
  void begin_interval(const Event &e, Location location, FaultLog &faults);
  bool agree(std::uint64_t lines, std::uint64_t summaries, std::uint64_t tolerance = 0) const;
  void compare_site(const std::string &key, const Site &site, std::uint64_t pid, FaultLog &faults) const;
  void compare_sums(std::uint64_t pid, FaultLog &faults) const;

  std::unordered_map<std::string, Site> sites_;
  std::unordered_map<std::uint64_t, Counts, IdHash> expected_; // by owner
  Site rest_; // `lines`, `summaries`: of the entries that sum the sites without an entry
  bool has_rest_in_lines_ = false, has_rest_in_summaries_ = false;
  Location last_summary_;
  std::uint64_t from_ns_ = 0, to_ns_ = 0; // of that summary
  std::uint64_t interval_ = 0;            // number of that interval, from 1
  std::uint64_t size_ = 1;
  std::string key_; // scratch
  bool ends_with_summary_ = false, is_partial_ = false;
};

} // namespace telinject::events
