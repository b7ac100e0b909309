// Compute Engine: the metadata server, and what GKE and Cloud Run take from it.
// https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys
#include "runtime/resource/cloud/gcp.h"

namespace telinject {

namespace gcp {

namespace {

struct Question {
  int what;
  Slice path;
};
constexpr Question questions[] = {
    {project, "/computeMetadata/v1/project/project-id"},
    {instance_id, "/computeMetadata/v1/instance/id"},
    {zone, "/computeMetadata/v1/instance/zone"},
    {region, "/computeMetadata/v1/instance/region"},
    {machine_type, "/computeMetadata/v1/instance/machine-type"},
    {image, "/computeMetadata/v1/instance/image"},
    {external_ip, "/computeMetadata/v1/instance/network-interfaces/0/access-configs/0/external-ip"},
    {cluster_name, "/computeMetadata/v1/instance/attributes/cluster-name"},
};

bool keep(CloudFacts &facts, int what, Slice value) {
  if (!is_plain(value))
    return false;
  switch (what) {
  case project:
    return facts.account_id.set(value);
  case instance_id:
    return facts.instance_id.set(value);
  // projects/NUMBER/zones/ZONE and the like
  case zone:
    return !region_of_zone(last_part(value)).empty() && facts.availability_zone.set(last_part(value)) &&
           facts.region.set(region_of_zone(last_part(value)));
  case region:
    return !last_part(value).empty() && facts.region.set(last_part(value));
  case machine_type:
    return !last_part(value).empty() && facts.machine_type.set(last_part(value));
  case image:
    return facts.image_id.set(value);
  case external_ip:
    return is_ip_address(value) && facts.public_ip.set(value);
  case cluster_name:
    return facts.cluster_name.set(value);
  default:
    return false;
  }
}

} // namespace

void put_endpoint(const Surroundings &around, Text &out) {
  const Slice host = around.variable("GCE_METADATA_HOST");
  // By its address: a look-up of the name is one more thing that can hang.
  out.put("http://");
  out.put(host.empty() || host == Slice("metadata.google.internal") || host == Slice("metadata")
              ? Slice("169.254.169.254")
              : host);
}

void ask(Probe &probe, std::initializer_list<int> wanted) {
  for (int what : wanted)
    probe.ask(what, questions[what].path);
}

void take(Probe &probe, const Reply &reply, std::uint32_t asked, std::uint32_t needed) {
  if (reply.what < project || reply.what > cluster_name)
    return;
  const std::uint32_t bit = 1u << reply.what;
  const bool genuine = reply.status == 200 && reply.flavor == Slice("Google");
  if ((!genuine || !keep(probe.facts, reply.what, trimmed(reply.body))) && (needed & bit))
    return probe.fail(questions[reply.what].path.from(Slice("/computeMetadata/v1/").size),
                      reply.status == 0                 ? reply.fault
                      : !genuine && reply.status == 200 ? Slice("not from Google's metadata server")
                                                        : Slice("not there"));
  probe.answered |= bit;
  if (probe.answered == asked)
    probe.complete();
}

} // namespace gcp

extern const Provider gcp_gce;
constinit const Provider gcp_gce = {
    "gce",
    Vendor::gcp,
    Source::metadata_server,
    [](const Surroundings &) { return true; },
    gcp::put_endpoint,
    gcp::header,
    [](const Surroundings &, Probe &probe) {
      gcp::ask(probe, {gcp::project, gcp::instance_id, gcp::zone, gcp::machine_type, gcp::image, gcp::external_ip});
    },
    [](Probe &probe, const Reply &reply) {
      gcp::take(probe, reply,
                gcp::bits({gcp::project, gcp::instance_id, gcp::zone, gcp::machine_type, gcp::image, gcp::external_ip}),
                gcp::bits({gcp::project, gcp::instance_id, gcp::zone}));
    },
};

} // namespace telinject
