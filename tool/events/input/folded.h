// Reads the sums of folded calls: `folded` of an exit, `sites` and `unattributed` of a summary (docs/events.md,
// "Folding").
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "tool/events/input/document.h"

namespace telinject::events {

enum class FoldLevel : std::uint8_t { written, folded, counted, dormant }; // the most exact first

// One site's sums. Figures that are absent or malformed are empty; the schema check reports the latter.
struct FoldedEntry {
  std::string_view key; // function name, or FUNCTION FILE:LINE
  std::optional<std::uint64_t> calls, errors, total_ns, self_ns, max_ns, iterations, changes;
  std::optional<std::uint64_t> branch_count; // of the rest, which has one number for all branches
  std::optional<std::uint64_t> rest_sites;   // of the rest: the number of its sites
  Value branches;                            // absent, or an object: branch, count
  FoldLevel level = FoldLevel::dormant;      // unknown levels are taken for the least exact
  bool self_estimated = false;
  bool at_least = false; // the estimate is a lower bound
  bool is_rest = false;  // the sum of sites without an entry (`other`)

  bool has_estimated_times() const { return level >= FoldLevel::counted; }
};

FoldedEntry read_folded_entry(const Value &member);

// `folded` is absent or an object. Members that are no objects are skipped.
template <class Use> void for_each_folded(const Value &folded, Use &&use) {
  if (!folded || folded.type() != Type::object)
    return;
  for (Value member = folded.first(); member; member = member.next(folded))
    if (member.type() == Type::object)
      use(read_folded_entry(member));
}

// Returns whether a key has the form FUNCTION FILE:LINE. A function's name may contain spaces, but does not end so.
bool is_inner_key(std::string_view key);

// Hostile input may hold numbers whose sum or product is above 2^64.
inline std::uint64_t add_saturating(std::uint64_t a, std::uint64_t b) {
  return a + b < a ? std::numeric_limits<std::uint64_t>::max() : a + b;
}
inline std::uint64_t multiply_saturating(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b ? std::numeric_limits<std::uint64_t>::max()
                                                                     : a * b;
}

} // namespace telinject::events
