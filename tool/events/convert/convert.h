// Implements `telinject-events convert`: lines of telemetry.v3 in another format.
#pragma once

#include "tool/events/input/options.h"

namespace telinject::events {

int run_convert(const Options &options);

} // namespace telinject::events
