// See callers.h.
#include "callers.h"

namespace telinject {

constinit ResolveCall resolve_call = nullptr;

} // namespace telinject
