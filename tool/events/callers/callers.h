// The command callers: lines with the addresses of calls (TELEMETRY_CALLERS=addresses) go to standard output with
// caller_file and caller_line instead, where debug information says them.
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
  // The line with the place of its call, or without, instead of addresses; all other bytes as they are.  A line that is
  // no event with addresses is left alone.
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
