// How the values of variables are read, copied and refused: shared by the readers of the configuration.
#pragma once

#include "runtime/config/config.h"

#include <optional>

namespace telinject {

// Compares without regard to case.  lower: in lower case.
bool equals_ignore_case(Slice a, Slice lower);
// nullopt: neither true nor false.
std::optional<bool> parse_bool(Slice s);
// The value of the digit; -1: none.
int hex_value(char c);

// An empty variable counts as unset, as OpenTelemetry defines it.
Slice look_up(const ConfigSource &from, const char *name);
void warn_value(const ConfigSource &from, Slice name, Slice value, Slice advice);

Slice keep(TextBuffer &storage, Slice s);
// The same with a zero at its end.
const char *keep_c_string(TextBuffer &storage, Slice s);
// Copies a path, zero-terminated, and makes it absolute if the working directory is known; null if `path` is empty.
const char *keep_path(TextBuffer &storage, const Config &config, Slice path);

} // namespace telinject
