// Methods and headers of HTTP.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Is the method known?  further: the list of OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS, separated by commas, which replaces
// the list of RFC 9110, PATCH and QUERY; empty: not set.  Methods are case-sensitive.
bool is_known_http_method(Slice method, Slice list);

// Is the header's value never recorded, as Authorization and cookies?  Ignores case.
bool is_secret_header(Slice name);

// Appends a header's value, or [REDACTED].
void put_header_value(TextBuffer &out, Slice name, Slice value);

} // namespace telinject
