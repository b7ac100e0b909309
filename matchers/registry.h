// Declares the factory functions of the constructs. Used by construct.cpp only.
#pragma once

#include "matchers/construct.h"

namespace telinject::rewrite {

#define TELINJECT_CONSTRUCT(name, class) std::unique_ptr<Construct> make_##class(UnitContext & unit);
#include "matchers/constructs.def"
#undef TELINJECT_CONSTRUCT

} // namespace telinject::rewrite
