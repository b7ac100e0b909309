// `telinject -p BUILD`: parse the units, plan, and write, show, check or list.
#pragma once

#include "tool/config/options.h"

namespace telinject {

int run_rewrite(const Options &options);

// `telinject strip FILES…` or `-p BUILD`: files in place.
int run_strip(const Options &options);

} // namespace telinject
