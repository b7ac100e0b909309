// The facts of the cloud that a process runs in: the members of `cloud` in an event, and the name of its Kubernetes
// cluster.
#pragma once

#include "runtime/base/fixed_string.h"

namespace telinject {

// Also the provider's names in events; see vendor_name.
enum class Vendor : std::uint8_t {
#define TELINJECT_VENDOR(ENUMERATOR, NAME) ENUMERATOR,
#include "runtime/resource/cloud/vendors.def"
#undef TELINJECT_VENDOR
  count
};
constexpr std::size_t vendor_count = static_cast<std::size_t>(Vendor::count);
// How the values were obtained; see source_name.
enum class Source : std::uint8_t { none, imds_v2, metadata_server, environment, file };

// Plain data: copied and shared between processes as it is.
struct CloudFacts {
  Vendor vendor = Vendor::local;
  Source source = Source::none;
  FixedString<16> platform; // empty where local
  FixedString<64> region, availability_zone;
  FixedString<128> account_id, instance_id, machine_type;
  FixedString<512> image_id;
  FixedString<64> public_ip;     // of the host
  FixedString<128> cluster_name; // of Kubernetes, where the cloud knows it
};

Slice vendor_name(Vendor vendor);
Slice source_name(Source source);
// False: no such name.
bool find_vendor(Slice name, Vendor &vendor);

} // namespace telinject
