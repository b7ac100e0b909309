// Holds lines that were rendered before the resource was detected.  They wait in memory, so that the program's threads
// do not wait, and are completed once it is known.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Requires the drain lock (drain_lock.h); async-signal-safe.
class PendingLines {
public:
  // Starts holding lines.  Returns false if no memory is available.
  bool start() noexcept;
  [[nodiscard]] bool are_held() const noexcept { return memory_ != nullptr; }

  // Returns room for the next line; commit() gives the number of bytes used.
  [[nodiscard]] TextBuffer reserve() const noexcept { return TextBuffer(memory_ + used_, memory_size - used_); }
  void commit(std::size_t size) noexcept { used_ += size; }
  // Returns true if no more lines may be rendered: the memory holds what a writer renders in the default maximum
  // holding time.
  [[nodiscard]] bool is_full() const noexcept { return memory_ && used_ >= max_pending; }

  // Returns all held lines, valid until clear().
  [[nodiscard]] Slice text() const noexcept { return Slice(memory_, used_); }
  // Ends the holding of lines and frees their memory.
  void clear() noexcept;

private:
  static constexpr std::size_t max_pending =
      64 * 1024 * 1024; // about 100 ms of a fully busy writer; only touched pages use memory
  static constexpr std::size_t max_line = 512 * 1024;
  static constexpr std::size_t memory_size = max_pending + max_line;

  char *memory_ = nullptr;
  std::size_t used_ = 0;
};

extern PendingLines pending_lines;

} // namespace telinject
