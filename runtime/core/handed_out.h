// Spans whose context other processes have been given (traceparent, TRACEPARENT, fork): their spans have these as parents, so
// folding keeps them.  Of many at a time the newest are known.
#pragma once

#include <cstdint>

namespace telinject {

// Any thread; async-signal-safe.
void note_handed_out(std::uint64_t span) noexcept;
[[nodiscard]] bool was_handed_out(std::uint64_t span) noexcept;

} // namespace telinject
