// Implements `telinject -p BUILD`: parses the units, plans the edits, then writes, prints, checks or lists.
#pragma once

#include "tool/config/options.h"

namespace telinject::rewrite {

int run_rewrite(const Options &options);

// Implements `telinject strip FILES…` and `telinject strip -p BUILD`.
int run_strip(const Options &options);

} // namespace telinject::rewrite
