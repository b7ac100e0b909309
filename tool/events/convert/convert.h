// Implements `telinject-events convert`: lines of telemetry.v3 in another format.
#pragma once

#include <string>
#include <vector>

#include "tool/events/input/options.h"

namespace telinject::events {

class Converter;

// Converts all lines of the files, and notes what was left out.  Returns false if one cannot be read to its end.
bool convert_inputs(const std::vector<std::string> &files, Converter &converter);

int run_convert(const Options &options);

} // namespace telinject::events
