#include "runtime/frontend/active_exceptions.h"

namespace telinject {

ActiveException *ActiveExceptions::raise(std::uint32_t uncaught) {
  // Those that were raised with as many under way have been caught in the meantime.
  while (count_ != 0 &&
         (exceptions_[count_ - 1].uncaught_now == nullptr || exceptions_[count_ - 1].uncaught >= uncaught))
    --count_;
  return count_ == most ? nullptr : &exceptions_[count_++];
}

ActiveException *ActiveExceptions::propagating_through(std::uint32_t place, std::uint64_t at) {
  for (; count_ != 0; --count_) {
    ActiveException &top = exceptions_[count_ - 1];
    // The library does not count foreign exceptions: the first event that does not end a span shows that it was caught.
    const bool under_way = top.uncaught_now ? *top.uncaught_now >= top.uncaught : top.last_seen_at == at;
    if (under_way)
      return place < top.depth ? &top : nullptr; // else what a destructor does on the way
  }
  return nullptr;
}

ActiveException *ActiveExceptions::caught(std::uint32_t place) {
  if (count_ == 0 || exceptions_[count_ - 1].depth <= place)
    return nullptr;
  return &exceptions_[--count_];
}

} // namespace telinject
