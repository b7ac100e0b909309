// TELEMETRY_OUTPUT=otlp: posts spans to the endpoint of OpenTelemetry's exporters, in the format otlp or otlp_json.
#include "runtime/sinks/receiver.h"

namespace telinject {

extern const Sink otlp_sink;
constinit const Sink otlp_sink = receiver_sink("otlp");

} // namespace telinject
