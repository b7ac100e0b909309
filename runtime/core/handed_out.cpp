// A table of span ids in which a newer one takes the place of an older one: see handed_out.h.
#include "runtime/core/handed_out.h"

#include <atomic>
#include <cstddef>

namespace telinject {

namespace {

constexpr int bits = 12;
constinit std::atomic<std::uint64_t> spans[std::size_t{1} << bits];

std::atomic<std::uint64_t> &place_of(std::uint64_t span) {
  return spans[(span * 0x9E3779B97F4A7C15u) >> (64 - bits)];
}

} // namespace

void note_handed_out(std::uint64_t span) noexcept {
  place_of(span).store(span, std::memory_order_relaxed);
}

bool was_handed_out(std::uint64_t span) noexcept {
  return span != 0 && place_of(span).load(std::memory_order_relaxed) == span;
}

} // namespace telinject
