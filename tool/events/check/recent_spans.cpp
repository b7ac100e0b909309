// A direct-mapped table of spans.
#include "tool/events/check/recent_spans.h"

#include "tool/events/input/id_hash.h"

namespace telinject::events {
namespace {
constexpr std::size_t kSlots = std::size_t{1} << 17; // about 10 MiB
}

RecentSpans::RecentSpans() : slots_(kSlots) {}

RecentSpan *RecentSpans::find(std::uint64_t span) {
  RecentSpan &slot = slots_[mix(span) & (kSlots - 1)];
  return slot.run != 0 && slot.span == span ? &slot : nullptr;
}

void RecentSpans::opened(const RecentSpan &span) {
  slots_[mix(span.span) & (kSlots - 1)] = span;
}

} // namespace telinject::events
