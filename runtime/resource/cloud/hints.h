// Which clouds are worth asking, from the firmware's tables and the environment: no network.
#pragma once

#include "runtime/resource/cloud/provider.h"

namespace telinject {

constexpr std::uint32_t vendor_bit(Vendor vendor) {
  return 1u << static_cast<unsigned>(vendor);
}
constexpr std::uint32_t every_cloud = (vendor_bit(Vendor::count) - 1) & ~vendor_bit(Vendor::local);

struct Hints {
  std::uint32_t vendors = 0; // a bit for each
  // The environment or the firmware named them.  Else neither could be read, and every vendor is possible.
  bool has_evidence = false;

  bool any() const { return vendors != 0; }
  bool has(Vendor vendor) const { return (vendors & vendor_bit(vendor)) != 0; }
};

Hints find_hints(const Environment &env);

} // namespace telinject
