// USDT probes telinject:KIND_start and telinject:KIND_end (docs/profilers.md).  A probe costs one test of a word unless a
// tracer has enabled it.  None if <sys/sdt.h> was missing when the runtime was built (TELINJECT_HAS_PROBES).
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

enum class Probe { http_start, http_end, database_start, database_end, function_start, function_end };

struct ProbeArguments {
  std::uint64_t trace_high, trace_low, span;
  const char *name; // not terminated
  std::size_t name_size;
};

bool probe_is_enabled(Probe probe);
void fire_probe(Probe probe, const ProbeArguments &arguments);

} // namespace telinject
