#include "runtime/config/process_config.h"

namespace telinject {

constinit Config config;

} // namespace telinject
