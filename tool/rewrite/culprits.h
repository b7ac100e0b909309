// Which sites a compiler's complaints about a rewritten text point at.
#pragma once

#include "tool/rewrite/plan.h"

#include <string>
#include <vector>

namespace telinject {

struct MessagePlace {
  std::string file; // as the compiler names it
  unsigned line = 0;
  friend bool operator==(const MessagePlace &, const MessagePlace &) = default;
};

// The places of errors in what a compiler wrote, and those that it names to explain them ("required from here", notes).
// Warnings have none.
struct ComplaintPlaces {
  std::vector<MessagePlace> errors, explanations;
};
ComplaintPlaces places_of_errors(const std::string &messages);

// The line of a compiler's messages that says best what is wrong: the first error with a place, in whatever language;
// else what the linker says first; else the first line.  Without colours, shortened; "" where there are no messages.
std::string first_error(const std::string &messages);

// How much is given up for an error in a site's line: the site, or the function around it with all that is inside.
enum class CulpritExtent { site, function };

// The sites to give up so that the rest may compile: those with an insertion in the line of an error, else in the line
// of an explanation; where there are none, the function before such a line.  All of them are instrumented in the plan.
// Empty where nothing of the plan is near.
std::vector<SiteKey> culprits(const Plan &plan, const std::string &directory, const ComplaintPlaces &places,
                              CulpritExtent extent = CulpritExtent::site);

} // namespace telinject
