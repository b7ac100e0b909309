// A hash set of traces.
#include "tool/events/check/trace_set.h"

#include "tool/events/input/id_hash.h"

namespace telinject::events {

bool TraceSet::note(const TraceId &trace, bool sampled) {
  if (!full() && size_ * 2 >= slots_.size())
    grow();
  const std::uint64_t print = (mix(mix(trace.high) + trace.low) | 2) & ~1ULL;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = print >> 1 & mask;; i = (i + 1) & mask) {
    if (slots_[i] == 0) {
      if (!full()) {
        slots_[i] = print | (sampled ? 1U : 0U);
        ++size_;
      }
      return true;
    }
    if ((slots_[i] & ~1ULL) == print)
      return (slots_[i] & 1U) == (sampled ? 1U : 0U);
  }
}

void TraceSet::grow() {
  std::vector<std::uint64_t> old(slots_.empty() ? 1024 : slots_.size() * 2);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint64_t print : old) {
    if (print == 0)
      continue;
    std::size_t i = print >> 1 & mask;
    while (slots_[i] != 0)
      i = (i + 1) & mask;
    slots_[i] = print;
  }
}

} // namespace telinject::events
