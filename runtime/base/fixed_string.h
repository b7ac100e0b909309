// Text of a bounded length kept in place, so that what holds it can be copied and shared between processes as it is.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

template <std::size_t N> class FixedString {
public:
  // False, and what was there stays: `s` is too long.
  bool set(Slice s) {
    if (s.size > N)
      return false;
    if (s.size != 0)
      std::memcpy(text_, s.data, s.size);
    size_ = static_cast<std::uint32_t>(s.size);
    return true;
  }
  Slice slice() const { return Slice(text_, size_ <= N ? size_ : 0); }
  bool empty() const { return size_ == 0; }

private:
  std::uint32_t size_ = 0;
  char text_[N] = {};
};

} // namespace telinject
