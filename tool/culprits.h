// Which sites a compiler's complaints about a rewritten text point at.
#pragma once

#include "plan.h"

#include <string>
#include <vector>

namespace telinject {

struct MessagePlace {
  std::string file; // as the compiler names it
  unsigned line = 0;
  friend bool operator==(const MessagePlace &, const MessagePlace &) = default;
};

// The places of errors in what a compiler wrote, and those that it names to explain them ("required from here").
struct ComplaintPlaces {
  std::vector<MessagePlace> errors, explanations;
};
ComplaintPlaces places_of_errors(const std::string &messages);

// The sites to give up so that the rest may compile: those with an insertion in a line complained of; where there are
// none, the function around it.  Empty where nothing of the plan is near.
std::vector<SiteKey> culprits(const Plan &plan, const std::string &directory, const ComplaintPlaces &places);

} // namespace telinject
