// The sentence for people that an event of any format has.  Async-signal-safe.
#pragma once

#include "runtime/formats/event.h"

namespace telinject {

// Appends the message, as any bytes: the same that telemetry.v3 has.
void put_message(const Event &e, TextBuffer &out);

// Appends "1.25" for a duration.
void put_milliseconds(std::uint64_t ns, TextBuffer &out);

} // namespace telinject
