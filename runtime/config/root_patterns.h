// TELEMETRY_ROOTS: selects the functions that begin a trace of their own.  A comma-separated list of expressions, which
// match as those of TELEMETRY_FUNCTIONS do, and of the words `auto`, `auto=MILLISECONDS` and `off`.
#pragma once

#include "runtime/base/text.h"

#include <cstdint>

namespace telinject {

struct RootOptions {
  bool is_on = true; // false: no call begins a trace inside another span, comments in the source notwithstanding
  bool has_patterns = false;
  bool is_automatic = true;         // what is called directly in a span that has been open for a while begins a trace
  std::uint64_t min_open_ms = 5000; // so long

  bool operator==(const RootOptions &) const = default;
};

// Compiles a list and sets the options.  Empty: `auto`.  Returns an error message, or an empty text; after an error the
// options are the defaults.  One thread, before is_root_name is called.
Slice parse_roots(Slice list, RootOptions &options);

// Does an expression of the list match the name?  Any thread, async-signal-safe.
bool is_root_name(Slice function);

} // namespace telinject
