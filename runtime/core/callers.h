// Resolves the source line of a call.  Only a program that reads debug information (telinject-events) does so, never
// the instrumented process.
#pragma once

#include "runtime/base/text.h"
#include "runtime/core/record.h"

namespace telinject {

struct CallPlace {
  Slice file; // valid until the next call
  std::uint64_t line = 0;
};

// Sets `place` and returns true if debug information has the line.  function: the name in the site.
using ResolveCall = bool (*)(const CallAddresses &call, Slice function, CallPlace &place);

// null: calls are not resolved.
extern ResolveCall resolve_call;

} // namespace telinject
