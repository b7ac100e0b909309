// What Azure's providers share: the instance metadata service.
#pragma once

#include "runtime/resource/cloud/provider.h"

namespace telinject::azure {

inline constexpr Slice header = "Metadata: true";

void put_endpoint(const Environment &env, TextBuffer &out);
void start(const Environment &env, Detection &detection);
// aks: the resource group is that of a cluster's nodes.
void on_response(Detection &detection, const DetectorResponse &response, bool aks);

} // namespace telinject::azure
