// Records contain addresses of literals, which another program cannot read.  If another program will read the records
// (ring file, spool), the text of a literal is written as a record of its own, together with the first record that
// refers to it; both are published at once.
#pragma once

#include "runtime/core/record.h"

#include <atomic>

namespace telinject {

struct Thread;

// Constant after literals_start.
extern bool keep_literals;
// Called before the first event.
void literals_start(bool keep);

// The literals that a thread has recorded recently and whose texts are already in the stream.
class SeenLiterals {
public:
  bool contains(const char *literal) const { return slot(literal).load(std::memory_order_relaxed) == literal; }
  void add(const char *literal) { slot(literal).store(literal, std::memory_order_relaxed); }
  // Callable on any thread.
  void forget() {
    for (std::atomic<const char *> &entry : entries_)
      entry.store(nullptr, std::memory_order_relaxed);
  }

private:
  static constexpr int bits = 9;
  std::atomic<const char *> &slot(const char *literal) const {
    return entries_[static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(literal) * 0x9E3779B97F4A7C15u >>
                                             (64 - bits))];
  }
  mutable std::atomic<const char *> entries_[std::size_t{1} << bits];
};

// Commits the record that the owner has written to its ring, together with the texts it needs.
void commit_with_literals(Thread *t, const Record *r);

// Writes the texts of literals that a later record will refer to, if there is room without waiting.
void write_literals_of_site(Thread *t, const char *site, const char *function_site);

// Called around dlclose and in a forked child: all texts are written again when next needed.
void forget_literals();

} // namespace telinject
