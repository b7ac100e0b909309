// The table of outputs.
#include "sink.h"

namespace telinject {

#define TELINJECT_SINK(NAME, OBJECT) extern const Sink OBJECT;
#include "sinks.def"
#undef TELINJECT_SINK

const Sink *find_sink(Slice name) {
#define TELINJECT_SINK(NAME, OBJECT) \
  if (name == Slice(NAME)) \
    return &OBJECT;
#include "sinks.def"
#undef TELINJECT_SINK
  return nullptr;
}

} // namespace telinject
