// TELEMETRY_ASPECTS: selects the aspects (docs/aspects.md) that record at run time.  A list of +NAME and -NAME; the
// first that is the aspect's name decides.  A list with any + excludes aspects that it does not name.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Returns an error message, or an empty text if the list is valid.
Slice check_aspect_list(Slice list);

// list: valid.  Pure, async-signal-safe.
bool is_aspect_selected(Slice list, Slice name);

} // namespace telinject
