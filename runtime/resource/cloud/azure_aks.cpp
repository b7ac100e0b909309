// AKS: a node is a virtual machine.
#include "runtime/resource/cloud/azure.h"

namespace telinject {

extern const Provider azure_aks;
constinit const Provider azure_aks = {
    "aks",
    Vendor::azure,
    Source::metadata_server,
    in_kubernetes,
    azure::put_endpoint,
    azure::header,
    azure::start,
    [](Detection &detection, const DetectorResponse &response) { azure::on_response(detection, response, true); },
};

} // namespace telinject
