// Defines the hook that resolves calls: see callers.h.
#include "runtime/core/callers.h"

namespace telinject {

constinit ResolveCall resolve_call = nullptr;

} // namespace telinject
