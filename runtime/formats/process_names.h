// Facts of a process by OpenTelemetry's names, where telemetry.v3 has others.  Async-signal-safe.
#pragma once

#include "runtime/resource/resource.h"

namespace telinject {

// Appends the id of the process among all of its service: what the user has chosen, or a UUID that is always the same one
// for a process.
void put_service_instance(TextBuffer &out, const Facts &facts);
constexpr std::size_t service_instance_size = 256;

// Returns the value of cloud.platform: "aws_ec2"; empty: it has none.
Slice cloud_platform(const CloudFacts &cloud);

// Calls use(context, group, key, value) for each member of a JSON object of texts.
void for_each_text(Slice json, void (*use)(void *context, Slice group, Slice key, Slice value), void *context,
                   Slice group);

} // namespace telinject
