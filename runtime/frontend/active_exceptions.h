// The exceptions that are propagating through a thread's spans.  The throw hook adds them; they stay until they are
// caught.  Called by the owner thread only.
#pragma once

#include "runtime/frontend/exception_info.h"

#include <cstdint>

namespace telinject {

struct ActiveException {
  ExceptionInfo info;
  std::uint32_t depth;                        // spans that were open when it was raised, minus those it has left since
  std::uint32_t uncaught;                     // active exceptions of this thread when it was raised, this one included
  const volatile std::uint32_t *uncaught_now; // the C++ library's counter; null for a foreign exception
  std::uint64_t last_seen_at;                 // foreign exceptions: ring position at which it was last seen propagating
};

class ActiveExceptions {
public:
  // Returns the slot for a new exception, which becomes the innermost one; null if too many are active.
  // uncaught: the library's counter at the time of the throw, 0 for a foreign exception.
  ActiveException *raise(std::uint32_t uncaught);
  bool any() const { return count_ != 0; }
  // Call this when the thread switches to another stack of spans.
  void forget() { count_ = 0; }
  // Returns the exception that is leaving the span at `index`, or null if none is.  at: the position of the thread's
  // ring.
  ActiveException *propagating_through(std::uint32_t index, std::uint64_t ring_position);
  // Returns the exception whose handler, inside the span at `index`, begins now; null if it is unknown.
  ActiveException *caught(std::uint32_t index);
  // Moves the innermost exception, if it was raised with `from` spans open, to depth `to`, because spans were inserted
  // below it since.
  void rebase_depth(std::uint32_t from, std::uint32_t to) {
    if (count_ != 0 && exceptions_[count_ - 1].depth == from)
      exceptions_[count_ - 1].depth = to;
  }

private:
  static constexpr std::uint32_t max_active = 4;
  ActiveException exceptions_[max_active];
  std::uint32_t count_ = 0;
};

} // namespace telinject
