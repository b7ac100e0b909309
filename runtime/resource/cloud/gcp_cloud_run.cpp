// Cloud Run, services and jobs: the environment says so, the metadata server says where.
// https://cloud.google.com/run/docs/container-contract
#include "runtime/resource/cloud/gcp.h"

namespace telinject {

extern const Provider gcp_cloud_run;
constinit const Provider gcp_cloud_run = {
    "cloud_run",
    Vendor::gcp,
    Source::metadata_server,
    [](const Surroundings &around) {
      const bool service = !around.variable("K_SERVICE").empty() && !around.variable("K_REVISION").empty() &&
                           !around.variable("K_CONFIGURATION").empty();
      return service || !around.variable("CLOUD_RUN_JOB").empty();
    },
    gcp::put_endpoint,
    gcp::header,
    [](const Surroundings &, Probe &probe) { gcp::ask(probe, {gcp::project, gcp::instance_id, gcp::region}); },
    [](Probe &probe, const Reply &reply) {
      gcp::take(probe, reply, gcp::bits({gcp::project, gcp::instance_id, gcp::region}),
                gcp::bits({gcp::project, gcp::region}));
    },
};

} // namespace telinject
