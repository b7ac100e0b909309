// Exceptions on their way through a thread's spans: raised by the throw hook, known until they are caught.  Owner
// thread only.
#pragma once

#include "runtime/frontend/exception_info.h"

#include <cstdint>

namespace telinject {

struct ActiveException {
  ExceptionInfo info;
  std::uint32_t depth;    // spans that were open when it was raised, less those it has left since
  std::uint32_t uncaught; // exceptions under way on this thread, this one counted, when it was raised
  const volatile std::uint32_t *uncaught_now; // the C++ library's count; null: foreign
  std::uint64_t last_seen_at;                 // foreign: where the thread's ring was when it was last seen under way
};

class ActiveExceptions {
public:
  // The slot of a new one, which is the innermost; null where too many are under way at once.
  // uncaught: the count it is raised with, 0 where foreign.
  ActiveException *raise(std::uint32_t uncaught);
  bool any() const { return count_ != 0; }
  // The thread goes on with other spans.
  void forget() { count_ = 0; }
  // The exception that leaves the span at `place`, null where none does.  at: where the thread's ring is.
  ActiveException *propagating_through(std::uint32_t place, std::uint64_t at);
  // The exception whose handler, inside the span at `place`, begins; null where it is not known.
  ActiveException *caught(std::uint32_t place);
  // What was raised where `from` spans were open comes from inside those up to `to`, which were put there since.
  void rebase_depth(std::uint32_t from, std::uint32_t to) {
    if (count_ != 0 && exceptions_[count_ - 1].depth == from)
      exceptions_[count_ - 1].depth = to;
  }

private:
  static constexpr std::uint32_t most = 4;
  ActiveException exceptions_[most];
  std::uint32_t count_ = 0;
};

} // namespace telinject
