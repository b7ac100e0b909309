// The configuration of this process.
#pragma once

#include "runtime/config/config.h"

namespace telinject {

extern Config config; // written before state_on (state.h), constant afterwards

} // namespace telinject
