// AKS: a node is a virtual machine.
#include "runtime/resource/cloud/azure.h"

namespace telinject {

extern const Provider azure_aks;
constinit const Provider azure_aks = {
    .platform = "aks",
    .vendor = Vendor::azure,
    .source = Source::metadata_server,
    .might_apply = in_kubernetes,
    .endpoint = azure::put_endpoint,
    .header = azure::header,
    .start = azure::start,
    .on_response = [](Detection &detection,
                      const DetectorResponse &response) { azure::on_response(detection, response, true); },
};

} // namespace telinject
