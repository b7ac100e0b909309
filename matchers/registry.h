// Makers of the constructs; the registry (construct.cpp) is their only user.
#pragma once

#include "matchers/construct.h"

namespace telinject {

#define TELINJECT_CONSTRUCT(name, class) std::unique_ptr<Construct> make_##class(UnitContext & unit);
#include "matchers/constructs.def"
#undef TELINJECT_CONSTRUCT

} // namespace telinject
