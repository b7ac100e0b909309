// Where a call stands, for renderers: resolved by whoever can read debug information (telinject-events), never in the
// program's own process.
#pragma once

#include "runtime/base/text.h"
#include "runtime/core/record.h"

namespace telinject {

struct CallPlace {
  Slice file; // valid until the next one is resolved
  std::uint64_t line = 0;
};

// Sets `place` and returns true where debug information says it.  function: as the site names it.
using ResolveCall = bool (*)(const CallAddresses &call, Slice function, CallPlace &place);

// null: nobody can.
extern ResolveCall resolve_call;

} // namespace telinject
