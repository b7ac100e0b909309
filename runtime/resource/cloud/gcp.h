// Shared by the providers of Google Cloud: one metadata server, with one request for each value (the document of all
// values contains secrets of the instance that the runtime must not read).
#pragma once

#include "runtime/resource/cloud/provider.h"

#include <initializer_list>

namespace telinject::gcp {

// Request ids; a provider sends a set of them.
enum : int { project, instance_id, zone, region, machine_type, image, external_ip, cluster_name };

inline constexpr Slice header = "Metadata-Flavor: Google";

void put_endpoint(const Environment &env, TextBuffer &out);
void request(Detection &detection, std::initializer_list<int> questions);
// Fails the detection if a request of `needed` (bits) has no response; the others are optional.
void on_response(Detection &detection, const DetectorResponse &response, std::uint32_t asked, std::uint32_t needed);

constexpr std::uint32_t bits(std::initializer_list<int> questions) {
  std::uint32_t all = 0;
  for (int question : questions)
    all |= 1u << question;
  return all;
}

} // namespace telinject::gcp
