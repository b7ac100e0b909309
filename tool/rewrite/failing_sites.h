// Maps compiler errors in rewritten text to the sites that caused them.
#pragma once

#include "tool/rewrite/plan.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

struct MessageLocation {
  std::string file; // as named in the message
  unsigned line = 0;
  friend bool operator==(const MessageLocation &, const MessageLocation &) = default;
};

// Locations of errors, and of the notes and "required from here" lines that explain them. Ignores warnings.
struct ErrorLocations {
  std::vector<MessageLocation> errors, explanations;
};
ErrorLocations error_locations(const std::string &messages);

// Returns the most informative line of a compiler's output: the first error with a location, in any language; else the
// linker's first message; else the first line. Without colours, truncated; "" if there is no output.
std::string first_error(const std::string &messages);

// What to drop for an error in a site's line: the site, or the enclosing function with all its sites.
enum class FailingExtent { site, function };

// Returns the instrumented sites to drop so that the rest may compile: sites with an insertion in the line of an error,
// else in the line of an explanation, else the function before such a line. Empty if no site of the plan is near.
std::vector<SiteKey> failing_sites(const Plan &plan, const std::string &directory, const ErrorLocations &locations,
                                   FailingExtent extent = FailingExtent::site);

} // namespace telinject::rewrite
