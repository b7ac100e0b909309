// Makers of the constructs; the registry (construct.cpp) is their only user.
#pragma once

#include "construct.h"

namespace telinject {

#define TELINJECT_CONSTRUCT(name, class) std::unique_ptr<Construct> make_##class(UnitContext & unit);
#include "constructs.def"
#undef TELINJECT_CONSTRUCT

} // namespace telinject
