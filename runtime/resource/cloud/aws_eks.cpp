// EKS: a node is an EC2 instance, asked like one.
#include "runtime/resource/cloud/aws.h"

namespace telinject {

extern const Provider aws_eks;
constinit const Provider aws_eks = {
    "eks",
    Vendor::aws,
    Source::imds_v2,
    [](const Surroundings &around) { return in_kubernetes(around) && aws::metadata_is_allowed(around); },
    aws::put_endpoint,
    "",
    aws::begin,
    aws::take,
};

} // namespace telinject
