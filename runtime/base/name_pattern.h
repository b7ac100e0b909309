// Regular expressions on names of functions: ECMAScript's syntax without what needs memory of what was matched (back
// references, look-ahead), bytes instead of characters.  An expression becomes a program for a machine that goes
// through a name once, whatever the expression.  Pure, async-signal-safe.
#pragma once

#include "runtime/base/text.h"

#include <atomic>

namespace telinject {

// Programs of several expressions.  What a program does not survive is to be changed while it runs; what it gives then
// means nothing, but it ends (function_filter.h).
class NamePrograms {
public:
  static constexpr std::size_t max_steps = 4096, max_steps_each = 1024, max_classes = 64;

  void clear() { steps_used_ = classes_used_ = 0; }

  // Appends the expression at the beginning of `text`, which ends before a comma that is neither escaped nor in
  // brackets or braces; `text` is moved up to there.  first: where its program begins.  Returns what is wrong with it,
  // empty: nothing.
  Slice compile(Slice &text, std::uint32_t &first);

  // Is it found anywhere in the name?
  bool matches(std::uint32_t first, Slice name) const;

private:
  friend class NameCompiler;
  using Word = std::atomic<std::uint32_t>;
  struct Class {
    Word bits[8];
  };

  std::uint32_t step(std::uint32_t at) const { return at < max_steps ? steps_[at].load(std::memory_order_acquire) : 0; }

  Word steps_[max_steps] = {};
  Class classes_[max_classes] = {};
  std::uint32_t steps_used_ = 0, classes_used_ = 0;
};

} // namespace telinject
