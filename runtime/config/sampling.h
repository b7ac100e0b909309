// Head sampling by the trace id (OpenTelemetry, probability sampling by consistent threshold): a trace is kept if its
// randomness R, the last 56 bits of the id, is at least the threshold T = (1 - rate) * 2^56.  Pure; integers only.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

struct SampleRate {
  // rate = numerator / 10^places
  std::uint64_t numerator = 1;
  int places = 0;

  bool operator==(const SampleRate &) const = default;
  std::uint64_t threshold() const;
  void put(TextBuffer &out) const; // as a JSON number: 1.0, 0.25
};

constexpr std::uint64_t randomness_mask = (std::uint64_t{1} << 56) - 1;

inline bool keep_trace(std::uint64_t trace_low, std::uint64_t threshold) {
  return (trace_low & randomness_mask) >= threshold;
}

// The setting that keeps every trace from being recorded (config.h).
enum class DisabledBy : std::uint32_t { nothing, sample_rate, otel_sampler };
// The name of its variable; empty for `nothing` and for values from a damaged file.
Slice name_of(DisabledBy setting);

// Parses a decimal number from 0 to 1, exponent allowed.  Returns false if the text is none.
bool parse_sample_rate(Slice text, SampleRate &rate);

SampleRate rate_of_threshold(std::uint64_t threshold);

// Parses `traceparent` of W3C Trace Context.  Returns false if it is not valid.
struct RemoteParent {
  std::uint64_t trace_high = 0, trace_low = 0, span = 0;
  bool sampled = false;
};
bool parse_traceparent(Slice text, RemoteParent &parent);

// Reads the threshold from a `tracestate` list (ot=th:...).  Returns false if there is none.
bool parse_tracestate_threshold(Slice text, std::uint64_t &threshold);

} // namespace telinject
