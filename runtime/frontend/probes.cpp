// The probes: see probes.h.
#include "runtime/frontend/probes.h"

#ifdef TELINJECT_HAS_PROBES

// A tracer that enables a probe increments its word.
#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

#define TELINJECT_PROBES(PROBE) \
  PROBE(http_start) PROBE(http_end) PROBE(database_start) PROBE(database_end) PROBE(function_start) PROBE(function_end)

extern "C" {
#define TELINJECT_WORD(NAME) \
  extern volatile unsigned short telinject_##NAME##_semaphore; \
  __attribute__((section(".probes"))) volatile unsigned short telinject_##NAME##_semaphore = 0;
TELINJECT_PROBES(TELINJECT_WORD)
}

namespace telinject {

bool probe_is_enabled(Probe probe) {
  switch (probe) {
#define TELINJECT_ENABLED(NAME) \
  case Probe::NAME: \
    return telinject_##NAME##_semaphore != 0;
    TELINJECT_PROBES(TELINJECT_ENABLED)
  }
  return false;
}

void fire_probe(Probe probe, const ProbeArguments &a) {
  switch (probe) {
#define TELINJECT_FIRE(NAME) \
  case Probe::NAME: \
    STAP_PROBE5(telinject, NAME, a.trace_high, a.trace_low, a.span, a.name, a.name_size); \
    return;
    TELINJECT_PROBES(TELINJECT_FIRE)
  }
}

} // namespace telinject

#else

namespace telinject {

bool probe_is_enabled(Probe) {
  return false;
}
void fire_probe(Probe, const ProbeArguments &) {}

} // namespace telinject

#endif
