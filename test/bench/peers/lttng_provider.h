// LTTng-UST's way to declare tracepoints; it includes this file several times.
#undef TRACEPOINT_PROVIDER
#define TRACEPOINT_PROVIDER bench
#undef TRACEPOINT_INCLUDE
#define TRACEPOINT_INCLUDE "./lttng_provider.h"

#if !defined(TELINJECT_BENCH_LTTNG_PROVIDER_H) || defined(TRACEPOINT_HEADER_MULTI_READ)
#define TELINJECT_BENCH_LTTNG_PROVIDER_H

#include <lttng/tracepoint.h>

// clang-format off
TRACEPOINT_EVENT(bench, enter,
  TP_ARGS(const void *, function, int, a, int, b, int, c),
  TP_FIELDS(ctf_integer_hex(unsigned long, function, (unsigned long)function) ctf_integer(int, a, a) ctf_integer(int, b, b)
            ctf_integer(int, c, c)))
TRACEPOINT_EVENT(bench, leave,
  TP_ARGS(const void *, function, int, result),
  TP_FIELDS(ctf_integer_hex(unsigned long, function, (unsigned long)function) ctf_integer(int, result, result)))
// clang-format on

#endif

#include <lttng/tracepoint-event.h>
