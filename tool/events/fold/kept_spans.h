// Chooses the spans of each trace that `fold` keeps, and sums up the others.
#pragma once

#include <cstdint>

#include "tool/events/fold/span_store.h"

namespace telinject::events::fold {

struct Choice {
  std::uint64_t spans = 0; // with an entry and an exit
  std::uint64_t kept = 0;  // of these
  // Traces that have more than the budget: of roots, and of spans that have no place to fold into.
  std::uint64_t traces_over_budget = 0;
};

// Sets the flags, parents, keepers and targets of all spans. Call after the last line. The same input gives the same
// choice.
Choice choose_kept(SpanStore &store, std::uint64_t budget);

// Returns the sums that the exits of spans with the flag `receives` have instead of their `folded`. After choose_kept;
// takes the store's sums.
Sums sum_folded(SpanStore &store);

} // namespace telinject::events::fold
