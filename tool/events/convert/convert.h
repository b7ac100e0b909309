// Implements `telinject-events convert`: lines of telemetry.v3 in another format.
#pragma once

#include <string>
#include <vector>

#include "runtime/formats/format.h"
#include "tool/events/input/options.h"

namespace telinject::events {

class Converter;

// Has exceptions become log records if OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN says so and there is a place for them; advice:
// the message if there is none.
void use_exception_signal(const Format &format, bool has_logs, const char *advice);

// Converts all lines of the files, and notes what was left out.  Returns false if one cannot be read to its end.
bool convert_inputs(const std::vector<std::string> &files, Converter &converter);

int run_convert(const Options &options);

} // namespace telinject::events
