// Lambda: the environment says all that can be known; there is no metadata service.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
#include "runtime/resource/cloud/provider.h"

namespace telinject {

extern const Provider aws_lambda;
constinit const Provider aws_lambda = {
    .platform = "lambda",
    .vendor = Vendor::aws,
    .source = Source::environment,
    .might_apply = [](const Environment &env) { return !env.variable("AWS_LAMBDA_FUNCTION_NAME").empty(); },
    .endpoint = nullptr,
    .header = "",
    .start =
        [](const Environment &env, Detection &detection) {
          if (const Slice region = env.variable("AWS_REGION"); is_plain(region))
            detection.facts.region.set(region);
          detection.complete();
        },
    .on_response = [](Detection &, const DetectorResponse &) {},
};

} // namespace telinject
