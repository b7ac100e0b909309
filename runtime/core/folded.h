// What a record says about calls that were not recorded one by one but summed up ("folded") in the nearest recorded
// span around them.  docs/events.md, "Folded calls", has the meaning of each figure.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

enum class FoldKind : std::uint32_t { function, loop, try_block, branch, change };

// Flags of a FoldedSite.
constexpr std::uint32_t fold_is_counted = 1;     // times are estimated from some of the calls; errors were not observed
constexpr std::uint32_t fold_self_estimated = 2; // such calls happened directly inside
constexpr std::uint32_t fold_is_dormant = 8;     // all figures are estimates from moments of observation
constexpr std::uint32_t fold_is_lower_bound = 16; // of a dormant one: there were at least so many
constexpr std::uint32_t fold_levels = fold_is_counted | fold_is_dormant;
// The part of the site before it that a record with folded_in_progress had: the totals of the process have it already.
constexpr std::uint32_t fold_reported = 4;

// The figures of one site.  Durations are in ticks.
struct FoldedSite {
  const char *site;          // fold_table.h has one for sites that have no entry of their own
  const char *function_site; // of the function that contains the site; its own if it is a function
  FoldKind kind;
  std::uint32_t flags;
  std::uint64_t calls; // or entries of a branch, or changes
  std::uint64_t errors;
  std::uint64_t total;
  std::int64_t self;
  std::uint64_t max;
  std::uint64_t iterations;   // of a loop
  std::uint64_t written_late; // so many of the calls have events of their own all the same
};

// Flags of a FoldedHead.
constexpr std::uint32_t folded_also = 1; // the span itself is folded too, in the nearest recorded span that is not
constexpr std::uint32_t folded_self_estimated = 2; // counted calls happened directly inside
constexpr std::uint32_t folded_unattributed = 4;   // the spans that the sites belong to have no exit to name them
constexpr std::uint32_t folded_in_progress = 8;    // the spans are open, and their exits will have these figures too
constexpr std::uint32_t folded_iterations_estimated = 16; // of the loop itself

// An exit record with record_has_folded holds this, followed by its FoldedSites.  So does a record of the kind `folded`,
// whose sites an exit with more than max_folded_sites of them refers to, or that belong to no exit.
struct FoldedHead {
  std::int64_t child_ticks; // duration of all calls directly inside, recorded or folded
  std::uint32_t sites;
  std::uint32_t flags;
};

constexpr std::size_t max_folded_sites = 150; // in one record

} // namespace telinject
