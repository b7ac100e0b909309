// Virtual machines of Azure: the instance metadata service, and what AKS takes from it.
// https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service
#include "runtime/resource/cloud/azure.h"

#include "runtime/base/json_read.h"

#include <initializer_list>

namespace telinject {

namespace azure {

namespace {

// A member's text that may stand for a name; nothing where it is not there, empty or odd.
Slice read(JsonValue object, Slice key, TextBuffer &memory) {
  memory.truncate(0);
  return object.member(key).text(memory) && is_plain(memory.slice()) ? memory.slice() : Slice();
}

template <std::size_t N> bool keep(JsonValue object, Slice key, FixedString<N> &to) {
  char memory[N];
  TextBuffer text(memory, sizeof memory);
  const Slice value = read(object, key, text);
  return !value.empty() && to.set(value);
}

// An image of one's own has an id, one of the marketplace is publisher:offer:sku:version.
void keep_image(JsonValue reference, CloudFacts &facts) {
  if (keep(reference, "id", facts.image_id))
    return;
  char memory[512], part[256];
  TextBuffer image(memory, sizeof memory);
  for (Slice key : {Slice("publisher"), Slice("offer"), Slice("sku"), Slice("version")}) {
    TextBuffer text(part, sizeof part);
    const Slice value = read(reference, key, text);
    if (value.empty())
      return;
    if (image.size() != 0)
      image.put(':');
    image.put(value);
  }
  if (!image.overflow())
    facts.image_id.set(image.slice());
}

void keep_public_ip(JsonValue instance, CloudFacts &facts) {
  char memory[64];
  TextBuffer text(memory, sizeof memory);
  const JsonValue address =
      instance.member("network").member("interface").element(0).member("ipv4").member("ipAddress").element(0);
  if (address.member("publicIpAddress").text(text) && is_ip_address(text.slice()))
    facts.public_ip.set(text.slice());
}

// The group of the nodes is MC_GROUP_CLUSTER_REGION unless somebody named it.  Where that does not tell the cluster's
// name (a name of its own, or more '_' in it), the group stands for it: no two clusters have the same.
void keep_cluster(JsonValue compute, CloudFacts &facts) {
  char memory[128];
  TextBuffer text(memory, sizeof memory);
  const Slice group = read(compute, "resourceGroupName", text);
  Slice parts[4], rest = group;
  for (Slice &part : parts) {
    part = rest.take_front(rest.find('_'));
    rest = rest.drop_front(part.size + 1);
  }
  const bool generated = (parts[0] == Slice("MC") || parts[0] == Slice("mc")) && !parts[2].empty() &&
                         parts[3].end() == group.end() && !parts[3].empty();
  facts.cluster_name.set(generated ? parts[2] : group);
}

} // namespace

void put_endpoint(const Environment &env, TextBuffer &out) {
  Slice endpoint = env.variable("TELEMETRY_AZURE_METADATA_ENDPOINT");
  while (!endpoint.empty() && endpoint.data[endpoint.size - 1] == '/')
    endpoint = endpoint.take_front(endpoint.size - 1);
  out.put(endpoint.empty() ? Slice("http://169.254.169.254") : endpoint);
}

void start(const Environment &, Detection &detection) {
  detection.request(0, "/metadata/instance?api-version=2021-02-01&format=json");
}

void on_response(Detection &detection, const DetectorResponse &response, bool aks) {
  const JsonValue instance = response.status == 200 ? read_json(response.body) : JsonValue();
  const JsonValue compute = instance.member("compute");
  CloudFacts &facts = detection.facts;
  if (!keep(compute, "location", facts.region) || !keep(compute, "subscriptionId", facts.account_id) ||
      !keep(compute, "vmId", facts.instance_id))
    return detection.fail("no instance metadata", response.error);
  keep(compute, "zone", facts.availability_zone);
  keep(compute, "vmSize", facts.machine_type);
  keep_image(compute.member("storageProfile").member("imageReference"), facts);
  keep_public_ip(instance, facts);
  if (aks)
    keep_cluster(compute, facts);
  detection.complete();
}

} // namespace azure

extern const Provider azure_vm;
constinit const Provider azure_vm = {
    .platform = "azure_vm",
    .vendor = Vendor::azure,
    .source = Source::metadata_server,
    .might_apply = [](const Environment &) { return true; },
    .endpoint = azure::put_endpoint,
    .header = azure::header,
    .start = azure::start,
    .on_response = [](Detection &detection,
                      const DetectorResponse &response) { azure::on_response(detection, response, false); },
};

} // namespace telinject
