// Records hold addresses of literals, which mean nothing to another program.  Where records are to be read by one (a
// ring file, a spool), the text of a literal goes into the stream of records with the first record that needs it, as a
// record of its own that is published together with that one.
#pragma once

#include "runtime/core/record.h"

#include <atomic>

namespace telinject {

struct Thread;

// Set before the first event, constant afterwards.
extern bool keep_literals;

// The literals that a thread has met lately and whose texts are in the stream.
class SeenLiterals {
public:
  bool contains(const char *literal) const { return place(literal).load(std::memory_order_relaxed) == literal; }
  void add(const char *literal) { place(literal).store(literal, std::memory_order_relaxed); }
  // Any thread.
  void forget() {
    for (std::atomic<const char *> &entry : entries_)
      entry.store(nullptr, std::memory_order_relaxed);
  }

private:
  static constexpr int bits = 9;
  std::atomic<const char *> &place(const char *literal) const {
    return entries_[static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(literal) * 0x9E3779B97F4A7C15u >>
                                             (64 - bits))];
  }
  mutable std::atomic<const char *> entries_[std::size_t{1} << bits];
};

// Commits the record that the owner of the thread's ring has written, with the texts that are needed for it.
void commit_with_literals(Thread *t, const Record *r);

// Around dlclose and in a forked child: all texts are told again.
void forget_literals();

} // namespace telinject
