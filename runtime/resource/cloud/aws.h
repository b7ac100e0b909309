// What EC2 and EKS share: the instance metadata service, version 2 only (a session token first, then the questions with
// it).
#pragma once

#include "runtime/resource/cloud/provider.h"

namespace telinject::aws {

bool metadata_is_allowed(const Surroundings &around); // AWS_EC2_METADATA_DISABLED
void put_endpoint(const Surroundings &around, Text &out);
void begin(const Surroundings &around, Probe &probe);
void take(Probe &probe, const Reply &reply);

} // namespace telinject::aws
