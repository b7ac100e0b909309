// The table of formats: see formats.def.
#include "runtime/formats/format.h"

namespace telinject {

#define TELINJECT_FORMAT(NAME, OBJECT) extern const Format OBJECT;
#include "runtime/formats/formats.def"
#undef TELINJECT_FORMAT

const Format *find_format(Slice name) {
#define TELINJECT_FORMAT(NAME, OBJECT) \
  if (name == Slice(NAME)) \
    return &OBJECT;
#include "runtime/formats/formats.def"
#undef TELINJECT_FORMAT
  return nullptr;
}

} // namespace telinject
