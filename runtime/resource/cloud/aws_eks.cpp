// EKS: a node is an EC2 instance, asked like one.
#include "runtime/resource/cloud/aws.h"

namespace telinject {

extern const Provider aws_eks;
constinit const Provider aws_eks = {
    .platform = "eks",
    .vendor = Vendor::aws,
    .source = Source::imds_v2,
    .might_apply = [](const Environment &env) { return in_kubernetes(env) && aws::metadata_is_allowed(env); },
    .endpoint = aws::put_endpoint,
    .header = "",
    .start = aws::start,
    .on_response = aws::on_response,
};

} // namespace telinject
