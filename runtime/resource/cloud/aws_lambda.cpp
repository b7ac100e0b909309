// Lambda: the environment says all that can be known; there is no metadata service.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
#include "runtime/resource/cloud/provider.h"

namespace telinject {

extern const Provider aws_lambda;
constinit const Provider aws_lambda = {
    "lambda",
    Vendor::aws,
    Source::environment,
    [](const Surroundings &around) { return !around.variable("AWS_LAMBDA_FUNCTION_NAME").empty(); },
    nullptr,
    "",
    [](const Surroundings &around, Probe &probe) {
      if (const Slice region = around.variable("AWS_REGION"); is_plain(region))
        probe.facts.region.set(region);
      probe.complete();
    },
    [](Probe &, const Reply &) {},
};

} // namespace telinject
