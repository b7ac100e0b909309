// The calls of libraries that a thread is in.  A call may be seen twice: by the code that calls, if it is instrumented, and by
// the library that stands before the function (docs/aspects.md, "Code that is not rebuilt").  Only the outer one counts.
#pragma once

#include "runtime/base/stack_bounds.h"
#include "runtime/base/text.h"
#include "runtime/core/record.h"

#include <cstdint>

namespace telinject {

class OpenCalls {
public:
  // site: of telinject_call; frame: of the hook; step_of: the kind of the handle's span that it is a step of, or
  // SpanKind::suppressed.  Returns false if the thread is in a call of the same function that has begun on this stack.
  // What begins beyond the capacity is not remembered.
  bool begin(const char *site, std::uintptr_t frame, const StackBounds &stack,
             SpanKind step_of = SpanKind::suppressed) {
    const Slice function = function_of(site);
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < count_; ++i) {
      if (!stack.contains(calls_[i].frame) || calls_[i].frame + slack < frame)
        continue; // another stack, or it was left by a jump
      if (calls_[i].frame > frame && function_of(calls_[i].site) == function)
        return false;
      calls_[kept++] = calls_[i];
    }
    count_ = kept;
    if (count_ < capacity)
      calls_[count_++] = {site, frame, step_of};
    return true;
  }
  void end(const char *site) {
    for (std::uint32_t i = count_; i-- > 0;)
      if (calls_[i].site == site) {
        count_ = i;
        return;
      }
  }
  void forget() { count_ = 0; }
  // Is the call of that site inside a step of a handle's span of that kind?  Such spans are on no stack of spans.
  bool is_in_step(const char *site, SpanKind kind) const {
    for (std::uint32_t i = 0; i < count_ && calls_[i].site != site; ++i)
      if (calls_[i].step_of == kind)
        return true;
    return false;
  }

private:
  static constexpr std::uint32_t capacity = 8;
  static constexpr std::uintptr_t slack = 256; // the hooks of one function are called at nearly the same height

  struct Call {
    const char *site;
    std::uintptr_t frame;
    SpanKind step_of;
  };
  // The third line of the site.
  static Slice function_of(const char *site) {
    Slice rest = Slice::of(site);
    for (int i = 0; i < 2; ++i)
      rest = rest.drop_front(rest.find('\n') + 1);
    return rest.take_front(rest.find('\n'));
  }

  Call calls_[capacity];
  std::uint32_t count_ = 0;
};

} // namespace telinject
