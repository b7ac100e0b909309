#include "runtime/frontend/active_exceptions.h"

namespace telinject {

ActiveException *ActiveExceptions::raise(std::uint32_t uncaught) {
  // Exceptions raised while at least as many were active have been caught in the meantime.
  while (count_ != 0 &&
         (exceptions_[count_ - 1].uncaught_now == nullptr || exceptions_[count_ - 1].uncaught >= uncaught))
    --count_;
  return count_ == max_active ? nullptr : &exceptions_[count_++];
}

ActiveException *ActiveExceptions::propagating_through(std::uint32_t index, std::uint64_t ring_position) {
  for (; count_ != 0; --count_) {
    ActiveException &top = exceptions_[count_ - 1];
    // The library does not count foreign exceptions: the first event that does not end a span shows that it was caught.
    const bool is_active = top.uncaught_now ? *top.uncaught_now >= top.uncaught : top.last_seen_at == ring_position;
    if (is_active)
      return index < top.depth ? &top : nullptr; // otherwise a destructor calls this during the unwinding
  }
  return nullptr;
}

ActiveException *ActiveExceptions::caught(std::uint32_t index) {
  if (count_ == 0 || exceptions_[count_ - 1].depth <= index)
    return nullptr;
  return &exceptions_[--count_];
}

} // namespace telinject
