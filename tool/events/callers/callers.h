// Implements `telinject-events callers`: replaces call addresses (TELEMETRY_CALLERS=addresses) in events by caller_file
// and caller_line, using debug information.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tool/events/callers/call_resolver.h"
#include "tool/events/input/document.h"
#include "tool/events/input/options.h"

namespace telinject::events {

class CallerLines {
public:
  // Returns the line with the call's location instead of its addresses; removes unresolvable addresses. Copies all
  // other bytes. Returns lines without addresses unchanged.
  std::string rewrite(std::string_view line);

  std::uint64_t resolved() const { return resolved_; }
  std::uint64_t unresolved() const { return unresolved_; }

private:
  Document document_;
  CallResolver resolver_;
  std::uint64_t resolved_ = 0, unresolved_ = 0;
};

int run_callers(const Options &options);

} // namespace telinject::events
