// Facts of a process by OpenTelemetry's names: see process_names.h.
#include "runtime/formats/process_names.h"

#include "runtime/base/json_read.h"

namespace telinject {

namespace {

std::uint64_t hash(Slice text, std::uint64_t seed) {
  for (std::size_t i = 0; i < text.size; ++i)
    seed = (seed ^ static_cast<unsigned char>(text.data[i])) * 0x100000001B3u;
  seed = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9u;
  return seed ^ seed >> 27;
}

struct Platform {
  Slice name, otel_name;
};
constexpr Platform platforms[] = {
    {"ec2", "aws_ec2"},
    {"ecs", "aws_ecs"},
    {"eks", "aws_eks"},
    {"lambda", "aws_lambda"},
    {"gce", "gcp_compute_engine"},
    {"gke", "gcp_kubernetes_engine"},
    {"cloud_run", "gcp_cloud_run"},
    {"azure_vm", "azure.vm"},
    {"aks", "azure.aks"},
};

} // namespace

// Version 8 of RFC 9562: the process's random number, or else what tells processes apart.
void put_service_instance(TextBuffer &out, const Facts &f) {
  if (!f.service_instance.empty())
    return out.put(f.service_instance);
  const std::uint64_t number = f.instance != 0 ? f.instance : hash(f.command_line, hash(f.executable, 7));
  const std::uint64_t low = hash(f.host_name, number ^ static_cast<std::uint64_t>(f.pid) << 32);
  char digits[32];
  put_hex16(digits, number);
  put_hex16(digits + 16, low);
  digits[12] = '8';
  digits[16] = "89ab"[(low >> 60) & 3];
  const std::size_t groups[] = {8, 4, 4, 4, 12};
  std::size_t at = 0;
  for (const std::size_t size : groups) {
    if (at != 0)
      out.put('-');
    out.put(digits + at, size);
    at += size;
  }
}

Slice cloud_platform(const CloudFacts &cloud) {
  for (const Platform &platform : platforms)
    if (cloud.platform.slice() == platform.name)
      return platform.otel_name;
  return Slice();
}

void for_each_text(Slice json, void (*use)(void *context, Slice group, Slice key, Slice value), void *context,
                   Slice group) {
  const JsonValue object = read_json(json);
  if (!object.is_object())
    return;
  Slice rest = object.members();
  char key_memory[512], value_memory[4096];
  for (JsonValue key, value; JsonValue::next_member(rest, key, value);) {
    TextBuffer key_text(key_memory, sizeof key_memory), value_text(value_memory, sizeof value_memory);
    if (key.text(key_text) && value.text(value_text))
      use(context, group, key_text.slice(), value_text.slice());
  }
}

} // namespace telinject
