// Lambda: the environment says all that can be known; there is no metadata service.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
#include "runtime/resource/cloud/provider.h"

namespace telinject {

extern const Provider aws_lambda;
constinit const Provider aws_lambda = {
    "lambda",
    Vendor::aws,
    Source::environment,
    [](const Environment &env) { return !env.variable("AWS_LAMBDA_FUNCTION_NAME").empty(); },
    nullptr,
    "",
    [](const Environment &env, Detection &detection) {
      if (const Slice region = env.variable("AWS_REGION"); is_plain(region))
        detection.facts.region.set(region);
      detection.complete();
    },
    [](Detection &, const DetectorResponse &) {},
};

} // namespace telinject
