// What the providers of Google Cloud share: one metadata server, each value a question of its own (the document of all
// of them holds secrets of the instance, which nobody here needs to read).
#pragma once

#include "runtime/resource/cloud/provider.h"

#include <initializer_list>

namespace telinject::gcp {

// Questions; a provider requests a set of them.
enum : int { project, instance_id, zone, region, machine_type, image, external_ip, cluster_name };

inline constexpr Slice header = "Metadata-Flavor: Google";

void put_endpoint(const Environment &env, TextBuffer &out);
void request(Detection &detection, std::initializer_list<int> questions);
// Where a question of `needed` (bits) has no answer, the probe fails; without any of the others it does without.
void on_response(Detection &detection, const DetectorResponse &response, std::uint32_t asked, std::uint32_t needed);

constexpr std::uint32_t bits(std::initializer_list<int> questions) {
  std::uint32_t all = 0;
  for (int question : questions)
    all |= 1u << question;
  return all;
}

} // namespace telinject::gcp
