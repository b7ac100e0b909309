// What Azure's providers share: the instance metadata service.
#pragma once

#include "runtime/resource/cloud/provider.h"

namespace telinject::azure {

inline constexpr Slice header = "Metadata: true";

void put_endpoint(const Surroundings &around, Text &out);
void begin(const Surroundings &around, Probe &probe);
// aks: the resource group is that of a cluster's nodes.
void take(Probe &probe, const Reply &reply, bool aks);

} // namespace telinject::azure
