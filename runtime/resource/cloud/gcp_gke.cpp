// GKE: a node is an instance of Compute Engine.  With Workload Identity the server that a pod reaches hides part of it
// (machine type, image, addresses), so only the place is needed; the cluster's name is there on all of them.
// https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity#metadata_server
#include "runtime/resource/cloud/gcp.h"

namespace telinject {

extern const Provider gcp_gke;
constinit const Provider gcp_gke = {
    .platform = "gke",
    .vendor = Vendor::gcp,
    .source = Source::metadata_server,
    .might_apply = in_kubernetes,
    .endpoint = gcp::put_endpoint,
    .header = gcp::header,
    .start =
        [](const Environment &, Detection &detection) {
          gcp::request(detection, {gcp::project, gcp::instance_id, gcp::zone, gcp::machine_type, gcp::image,
                                   gcp::external_ip, gcp::cluster_name});
        },
    .on_response =
        [](Detection &detection, const DetectorResponse &response) {
          gcp::on_response(detection, response,
                           gcp::bits({gcp::project, gcp::instance_id, gcp::zone, gcp::machine_type, gcp::image,
                                      gcp::external_ip, gcp::cluster_name}),
                           gcp::bits({gcp::project, gcp::zone}));
        },
};

} // namespace telinject
