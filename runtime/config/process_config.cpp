// Defines the configuration of this process: see process_config.h.
#include "runtime/config/process_config.h"

namespace telinject {

constinit Config config;

} // namespace telinject
