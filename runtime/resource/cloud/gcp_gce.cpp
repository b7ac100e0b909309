// Compute Engine: the metadata server, and what GKE and Cloud Run take from it.
// https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys
#include "runtime/resource/cloud/gcp.h"

namespace telinject {

namespace gcp {

namespace {

struct Question {
  int request_id;
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

bool keep(CloudFacts &facts, int request_id, Slice value) {
  if (!is_plain(value))
    return false;
  switch (request_id) {
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

void put_endpoint(const Environment &env, TextBuffer &out) {
  const Slice host = env.variable("GCE_METADATA_HOST");
  // By its address: a look-up of the name is one more thing that can hang.
  out.put("http://");
  out.put(host.empty() || host == Slice("metadata.google.internal") || host == Slice("metadata")
              ? Slice("169.254.169.254")
              : host);
}

void request(Detection &detection, std::initializer_list<int> wanted) {
  for (int request_id : wanted)
    detection.request(request_id, questions[request_id].path);
}

void on_response(Detection &detection, const DetectorResponse &response, std::uint32_t asked, std::uint32_t needed) {
  if (response.request_id < project || response.request_id > cluster_name)
    return;
  const std::uint32_t bit = 1u << response.request_id;
  const bool genuine = response.status == 200 && response.flavor == Slice("Google");
  if ((!genuine || !keep(detection.facts, response.request_id, trimmed(response.body))) && (needed & bit))
    return detection.fail(questions[response.request_id].path.drop_front(Slice("/computeMetadata/v1/").size),
                          response.status == 0                 ? response.error
                          : !genuine && response.status == 200 ? Slice("not from Google's metadata server")
                                                               : Slice("not there"));
  detection.answered |= bit;
  if (detection.answered == asked)
    detection.complete();
}

} // namespace gcp

extern const Provider gcp_gce;
constinit const Provider gcp_gce = {
    .platform = "gce",
    .vendor = Vendor::gcp,
    .source = Source::metadata_server,
    .might_apply = [](const Environment &) { return true; },
    .endpoint = gcp::put_endpoint,
    .header = gcp::header,
    .start =
        [](const Environment &, Detection &detection) {
          gcp::request(detection,
                       {gcp::project, gcp::instance_id, gcp::zone, gcp::machine_type, gcp::image, gcp::external_ip});
        },
    .on_response =
        [](Detection &detection, const DetectorResponse &response) {
          gcp::on_response(
              detection, response,
              gcp::bits({gcp::project, gcp::instance_id, gcp::zone, gcp::machine_type, gcp::image, gcp::external_ip}),
              gcp::bits({gcp::project, gcp::instance_id, gcp::zone}));
        },
};

} // namespace telinject
