// The table of outputs: see sinks.def.
#include "runtime/sinks/sink.h"

namespace telinject {

#define TELINJECT_SINK(NAME, OBJECT) extern const Sink OBJECT;
#include "runtime/sinks/sinks.def"
#undef TELINJECT_SINK

const Sink *find_sink(Slice name) {
#define TELINJECT_SINK(NAME, OBJECT) \
  if (name == Slice(NAME)) \
    return &OBJECT;
#include "runtime/sinks/sinks.def"
#undef TELINJECT_SINK
  return nullptr;
}

} // namespace telinject
