// TELEMETRY_CONTROL names a file whose NAME=value lines change settings of the running process.  The writer checks the
// file periodically.  An invalid file is reported once and changes nothing.
#pragma once

#include "runtime/config/config.h"

namespace telinject {

// The contents of a control file.
struct ControlFile {
  static constexpr std::size_t max_bytes = 4096;

  bool enabled = false; // TELEMETRY_ENABLED
  Config config;        // only its run-time settings count; those missing from the file keep their value in `start`
};

// Parses the text of a control file.  start: the configuration from the environment; enabled: whether telemetry was on
// then. Returns false on an error and describes it in `problem`, without the file's name.  Prepares the function list
// (function_filter.h).
bool read_control(Slice text, const Config &start, bool enabled, ControlFile &parsed, TextBuffer &problem);

// Applies the file before the first event, while no other thread uses the settings.  enabled: telemetry is on without
// the file.  Returns whether it is on with the file.
bool control_start(bool enabled);

// On the writer's thread: checks the file when a check is due.  Takes the drain lock itself.
void control_check();

} // namespace telinject
