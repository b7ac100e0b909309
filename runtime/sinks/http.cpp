// TELEMETRY_OUTPUT=http: posts batches to RECEIVER_URL.
#include "runtime/sinks/receiver.h"

namespace telinject {

extern const Sink http_sink;
constinit const Sink http_sink = receiver_sink("http");

} // namespace telinject
