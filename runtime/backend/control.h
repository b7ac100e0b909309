// TELEMETRY_CONTROL: a file whose lines NAME=value change switches of the running process.  The writer looks at it now
// and then; what is wrong with it is told once and changes nothing.
#pragma once

#include "runtime/config/config.h"

namespace telinject {

// What such a file says.
struct ControlFile {
  static constexpr std::size_t max_bytes = 4096;

  bool enabled = false; // TELEMETRY_ENABLED
  Config config;        // of which the switches count; those that are not in the file are as they were in `start`
};

// Reads the text of a file.  start: what the environment said; enabled: whether telemetry was on then.  problem: what
// is wrong, without the file's name.  False: something is.  The list of functions is made ready (function_filter.h).
bool read_control(Slice text, const Config &start, bool enabled, ControlFile &said, TextBuffer &problem);

// Before the first event, with nobody to disturb: takes over what the file says.  enabled: telemetry is on without it.
// Returns whether it is on with it.
bool control_start(bool enabled);

// On the writer's thread: looks at the file if it is time to.  Takes the drain lock itself.
void control_check();

} // namespace telinject
