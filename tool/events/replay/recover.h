// Implements the commands `recover` (ring files of killed processes, TELEMETRY_RING_DIR) and `render` (spools).
#pragma once

#include "tool/events/input/options.h"

namespace telinject::events {

int run_recover(const Options &options);
int run_render(const Options &options);

} // namespace telinject::events
