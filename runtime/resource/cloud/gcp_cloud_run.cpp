// Cloud Run, services and jobs: the environment says so, the metadata server says where.
// https://cloud.google.com/run/docs/container-contract
#include "runtime/resource/cloud/gcp.h"

namespace telinject {

extern const Provider gcp_cloud_run;
constinit const Provider gcp_cloud_run = {
    .platform = "cloud_run",
    .vendor = Vendor::gcp,
    .source = Source::metadata_server,
    .might_apply =
        [](const Environment &env) {
          const bool service = !env.variable("K_SERVICE").empty() && !env.variable("K_REVISION").empty() &&
                               !env.variable("K_CONFIGURATION").empty();
          return service || !env.variable("CLOUD_RUN_JOB").empty();
        },
    .endpoint = gcp::put_endpoint,
    .header = gcp::header,
    .start = [](const Environment &,
                Detection &detection) { gcp::request(detection, {gcp::project, gcp::instance_id, gcp::region}); },
    .on_response =
        [](Detection &detection, const DetectorResponse &response) {
          gcp::on_response(detection, response, gcp::bits({gcp::project, gcp::instance_id, gcp::region}),
                           gcp::bits({gcp::project, gcp::region}));
        },
};

} // namespace telinject
