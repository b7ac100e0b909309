// Which clouds are worth asking, from the firmware's tables and the environment: no network.
#pragma once

#include "runtime/resource/cloud/provider.h"

namespace telinject {

struct Hints {
  bool aws = false, gcp = false, azure = false;
  // Something pointed at them; else they are what is left where nothing can point.
  bool sure = false;

  bool any() const { return aws || gcp || azure; }
  bool has(Vendor vendor) const {
    return vendor == Vendor::aws ? aws : vendor == Vendor::gcp ? gcp : vendor == Vendor::azure && azure;
  }
};

Hints find_hints(const Environment &env);

} // namespace telinject
