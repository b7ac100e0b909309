// Implements `telinject-events send`: lines of telemetry.v3 go to a receiver, in any format.
#pragma once

#include "tool/events/input/options.h"

namespace telinject::events {

int run_send(const Options &options);

} // namespace telinject::events
