// EKS: a node is an EC2 instance, asked like one.
#include "runtime/resource/cloud/aws.h"

namespace telinject {

extern const Provider aws_eks;
constinit const Provider aws_eks = {
    "eks",
    Vendor::aws,
    Source::imds_v2,
    [](const Environment &env) { return in_kubernetes(env) && aws::metadata_is_allowed(env); },
    aws::put_endpoint,
    "",
    aws::start,
    aws::on_response,
};

} // namespace telinject
