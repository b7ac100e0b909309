// No cloud: what is told where nothing else is found.
#include "runtime/resource/cloud/provider.h"

namespace telinject {

extern const Provider local_provider;
constinit const Provider local_provider = {
    "",
    Vendor::local,
    Source::none,
    [](const Surroundings &) { return true; },
    nullptr,
    "",
    [](const Surroundings &, Probe &probe) { probe.complete(); },
    [](Probe &, const Reply &) {},
};

} // namespace telinject
